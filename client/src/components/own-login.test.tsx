import { expect, test } from 'vitest';
import { drawnAs } from '../lib/drawn-as.tsx';
import { loadRefusals } from '../lib/i18n/refusals.ts';
import { refusals } from '../lib/i18n/refusals.ja.ts';
import { OwnLoginOnly } from './OwnLoginOnly.tsx';

test('M3: in a session that a shared mailbox opened a note stands where the buttons would refuse', async () => {
  await loadRefusals('ja');
  const drawn = async (viaMailbox: boolean, quiet = false) => {
    const html = await drawnAs(
      [],
      <OwnLoginOnly quiet={quiet}>
        <button type="button">やめる</button>
      </OwnLoginOnly>,
      { 'identity.viewer': { audience: 'my', viaMailbox } },
    );
    return [html.includes('やめる'), html.includes(refusals.OWN_LOGIN_NEEDED)];
  };
  expect([await drawn(false), await drawn(true), await drawn(true, true)]).toEqual([
    [true, false],
    [false, true],
    [false, false],
  ]);
});
