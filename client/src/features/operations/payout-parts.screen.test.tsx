import { type PayoutState, payoutStates } from '@tsudoi/shared/contracts/payments/payout.contract';
import { expect, test } from 'vitest';
import { drawnAs } from '../../lib/drawn-as.tsx';
import type { DeskPayout } from '../../lib/views.ts';
import { PayoutActs, PayoutRows } from './PayoutParts.tsx';
import { payoutDeskTexts } from './payout-desk-texts.ts';

const words = payoutDeskTexts.ja;
const drawn = (state: PayoutState, changes: Partial<Record<keyof DeskPayout, unknown>> = {}) => {
  const payout = {
    payoutId: 'pot_01JZZZZZZZZZZZZZZZZZZZZZZZ',
    orgId: 'org_01JZZZZZZZZZZZZZZZZZZZZZZZ',
    closeMonth: '2026-04',
    state,
    count: 1,
    gross: 10_000,
    fee: 360,
    returned: 0,
    net: 9640,
    payOn: '2026-05-29',
    closedAt: '2026-05-10T00:00:00.000Z',
    paidOn: state === 'paid' ? '2026-05-29' : null,
    returnReason: '',
    cameBack: [],
    account: null,
    version: 2,
    orgName: '東雲学会',
    orgSlug: 'shinonome',
    orgState: 'goes_on',
    ...changes,
  };
  const shown = { payout: payout as unknown as DeskPayout };
  return drawnAs(
    [],
    <>
      <PayoutRows {...shown} />
      <PayoutActs {...shown} onAsk={() => undefined} />
    </>,
  );
};
const has = (html: string, label: string) => html.includes(`>${label}<`);

test('case 89, guide 3.10: what the bank may still say of a payout can be said at the desk, also after it was paid', async () => {
  const acts = [words.approve, words.paid, words.returned];
  const offered: Partial<Record<PayoutState, string[]>> = {};
  for (const state of payoutStates) {
    const html = await drawn(state);
    offered[state] = acts.filter((label) => has(html, label));
  }
  expect(offered).toEqual({
    open: [],
    closed: [words.approve],
    approved: [],
    exported: [words.paid, words.returned],
    paid: [words.returned],
    returned: [words.approve],
    carried_forward: [],
  });
});

test('case 89: that it was paid before it came back stays to be seen', async () => {
  const cameBack = [{ paidOn: '2026-05-29', returnedOn: '2026-06-02' }];
  const html = await drawn('returned', { cameBack, returnReason: '口座なし' });
  for (const part of [words.cameBack, '5月29日', '6月2日', '口座なし']) expect(html).toContain(part);
});

test('case 40: an ended organisation’s account is entered where its payout waits for it, not where it is paid', async () => {
  expect(has(await drawn('returned', { orgState: 'over' }), words.ended.enter)).toBe(true);
  expect(has(await drawn('paid', { orgState: 'over' }), words.ended.enter)).toBe(false);
});
