import { jstDate } from '@tsudoi/shared/kernel/jst';
import { yen } from '@tsudoi/shared/kernel/yen';
import type { ChargeDocument, MoneyEventDocument } from '../../payments-service/src/charges/charge.repository.ts';
import { deriveState } from '../../payments-service/src/charges/charge.rules.ts';
import type { ChargeMove } from '../../payments-service/src/outbound/outbound.service.ts';
import { movementsOf } from '../../payments-service/src/payouts/payout-entry.rules.ts';
import { type PostedPayment, onReturned, onReversed, onSettled } from '../../server/src/modules/payments/posting.rules.ts';
import { expect } from 'vitest';
import { amount } from './charge.factory.ts';

/** The server's side in memory: its rules applied to what a move tells; nothing may have to wait when facts come in order. */
export function tell(posted: PostedPayment[], move: ChargeMove): void {
  const { charge, steps } = move;
  steps.forEach((to, step) => tellStep(posted, steps[step - 1] ?? charge.state, to, charge.version + step + 1, move));
}

function tellStep(
  posted: PostedPayment[],
  from: ChargeDocument['state'],
  to: ChargeDocument['state'],
  sequence: number,
  { refunded, back }: Pick<ChargeMove, 'refunded' | 'back'>,
): void {
  const last = () => posted[posted.length - 1]!;
  if (back) {
    const verdict = onReturned(posted, yen(Math.min(refunded, amount)), sequence, from === 'charged_back');
    expect(verdict.effect).toBe('return');
    if (verdict.effect === 'return')
      posted[posted.length - 1] = { ...last(), state: verdict.state, sequence, reversed: yen(last().reversed - verdict.amount) };
    return;
  }
  if (to === 'provisional' || to === 'final') {
    const verdict = onSettled(posted, to, sequence);
    expect(['create', 'confirm', 'advance']).toContain(verdict.effect);
    if (verdict.effect === 'create')
      posted.push({ state: to === 'final' ? 'confirmed' : 'provisional', sequence, received: amount, reversed: yen(0) });
    else posted[posted.length - 1] = { ...last(), sequence, state: to === 'final' ? 'confirmed' : last().state };
    return;
  }
  const kind = from === 'provisional' && to === 'awaiting' ? 'provisional_withdrawn' : to;
  if (kind !== 'provisional_withdrawn' && kind !== 'partly_refunded' && kind !== 'refunded' && kind !== 'charged_back') return;
  const verdict = onReversed(posted, kind, kind === 'partly_refunded' ? yen(refunded) : amount, sequence);
  expect(verdict.effect).toBe('reverse');
  if (verdict.effect === 'reverse')
    posted[posted.length - 1] = { ...last(), state: verdict.state, sequence, reversed: yen(last().reversed + verdict.amount) };
}

/** What all payments of a charge still have. */
export const inHand = (posted: readonly PostedPayment[]): number =>
  posted.reduce((sum, payment) => sum + payment.received - payment.reversed, 0);

/** What the lines of payouts come to, by all that counts. */
export function paidOut(charge: ChargeDocument, known: readonly MoneyEventDocument[]): number {
  const counting = known.filter(({ held }) => !held);
  const lines = movementsOf(charge, deriveState(charge.base, counting, charge.amount), [], jstDate('2026-05-10'));
  return lines.reduce((sum, line) => sum + line.amount, 0);
}
