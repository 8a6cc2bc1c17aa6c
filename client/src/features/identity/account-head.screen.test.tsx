import { expect, test } from 'vitest';
import { drawnAs } from '../../lib/drawn-as.tsx';
import { navWords } from '../../lib/i18n/nav-words.ts';
import { AccountHead } from './AccountHead.tsx';

/** The words of the links above the title. */
const wayBack = (html: string): readonly string[] =>
  [...(/<nav class="crumb".*?<\/nav>/s.exec(html)?.[0].matchAll(/<a [^>]*>([^<]+)<\/a>/g) ?? [])].map(([, word]) => word!);

test('ADM-02: one’s own account stands in no menu and leads back; not while somebody is held there to set up a second step', async () => {
  const viewer = { audience: 'admin', orgSlug: 'shinonome', role: 'staff', permissions: [] };
  const seen = async (secondStepDue: boolean) =>
    wayBack(await drawnAs([], <AccountHead />, { 'identity.viewer': { ...viewer, secondStepDue } }));
  expect(await seen(false)).toEqual([navWords.ja.tasks]);
  expect(await seen(true)).toEqual([]);
});
