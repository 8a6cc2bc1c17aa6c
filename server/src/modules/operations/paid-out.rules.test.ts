import { payoutStates } from '@tsudoi/shared/contracts/payments/payout.contract';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { yen } from '@tsudoi/shared/kernel/yen';
import { expect, it } from 'vitest';
import { everythingIsPaidOut } from './paid-out.rules.ts';

const today = jstDate('2026-06-15');
const running = { net: yen(0) };

it('case 40: an ended organisation is kept until everything is paid out', () => {
  const rest = payoutStates.filter((state) => everythingIsPaidOut({ running, payouts: [{ state, paidOn: null }] }, today));
  expect(rest).toEqual(['paid', 'carried_forward']);
  expect(everythingIsPaidOut({ running: { net: yen(1) }, payouts: [] }, today)).toBe(false);
  expect(everythingIsPaidOut({ running: { net: yen(-1) }, payouts: [] }, today)).toBe(true);
});

it('case 89: and for two weeks more, in which a transfer that was there may come back', () => {
  const paid = (day: string) => everythingIsPaidOut({ running, payouts: [{ state: 'paid', paidOn: jstDate(day) }] }, today);
  expect([paid('2026-06-15'), paid('2026-06-01'), paid('2026-05-31')]).toEqual([false, false, true]);
});
