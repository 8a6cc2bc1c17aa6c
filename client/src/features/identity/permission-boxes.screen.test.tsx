import type { Permission } from '@tsudoi/shared/contracts/identity/identity.contract';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { PermissionBoxes } from './PermissionBoxes.tsx';

/** What stands before the words of each box: ticked, and held by another. */
function boxes(chosen: readonly Permission[]): Record<string, string> {
  const drawn = renderToStaticMarkup(<PermissionBoxes chosen={chosen} onChange={() => undefined} />);
  const found = drawn.matchAll(
    /(<fieldset class="fieldset" disabled="">)?<label class="choice"><input([^>]*)>.*?<\/span>([^<]+)<\/label>/g,
  );
  return Object.fromEntries(
    [...found].map(([, fixed, input, words]) => [words, `${input?.includes('checked') ? 'on' : 'off'}${fixed ? ' fixed' : ''}`]),
  );
}

test('ADM-02: ticking a change ticks the look that goes with it, which cannot be taken out by itself', () => {
  expect(boxes(['members.write'])).toMatchObject({ 会員を見る: 'on fixed', '会員を追加・変更する': 'on', 請求を見る: 'off' });
  expect(boxes(['members.read'])).toMatchObject({ 会員を見る: 'on', '会員を追加・変更する': 'off' });
  expect(boxes(['members.read', 'members.export', 'billing.write'])).toMatchObject({ 会員を見る: 'on', 請求を見る: 'on fixed' });
});
