import { expect, test } from 'vitest';
import { drawnAs } from '../../lib/drawn-as.tsx';
import { loadRefusals } from '../../lib/i18n/refusals.ts';
import { refusals } from '../../lib/i18n/refusals.ja.ts';
import { SessionList } from './SessionList.tsx';
import { identityTexts } from './texts.ts';

const { endOne, endOthers } = identityTexts.ja.settings;

test('M3: a session that a shared mailbox opened is shown the devices, and no button that it would be refused', async () => {
  await loadRefusals('ja');
  const session = { device: '', createdAt: '2027-04-01T00:00:00.000Z', lastUsedAt: '2027-04-01T00:00:00.000Z' };
  const sessions = [
    { ...session, sessionId: 'ses_01JZZZZZZZZZZZZZZZZZZZZZZY', current: true },
    { ...session, sessionId: 'ses_01JZZZZZZZZZZZZZZZZZZZZZZZ', current: false },
  ];
  const drawn = async (viaMailbox: boolean) => {
    const html = await drawnAs([], <SessionList />, {
      'identity.viewer': { audience: 'my', viaMailbox },
      'identity.sessions': sessions,
    });
    return [html.split('<li').length - 1, html.includes(endOne), html.includes(endOthers), html.includes(refusals.OWN_LOGIN_NEEDED)];
  };
  expect(await drawn(false)).toEqual([2, true, true, false]);
  expect(await drawn(true)).toEqual([2, false, false, true]);
});
