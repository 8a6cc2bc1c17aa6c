import { newChargeId } from '@tsudoi/shared/kernel/ids';
import { type Yen, addYen, maxYen, minYen, subtractYen, yen, zeroYen } from '@tsudoi/shared/kernel/yen';
import type { ChargeDocument, DepositAccount, MoneyEventDocument } from './charge.repository.ts';
import { feeOf } from '../payouts/fee.rules.ts';
import { paymentNumberOf } from './payment-number.rules.ts';

type Line = DepositAccount['lines'][number];

/**
 * What is booked of an account: the highest running total that money was told with, whichever notice came first. The end of
 * an account tells its total too, and books nothing.
 */
export function bookedTotal(events: readonly Pick<MoneyEventDocument, 'kind' | 'held' | 'deposited'>[]): Yen {
  return events.reduce((most, event) => (event.held || event.kind !== 'final' ? most : maxYen(most, event.deposited ?? zeroYen)), zeroYen);
}

/**
 * Where a transfer goes: the bills of the account in their order, each up to what it asked for, after all that came before.
 * What is too much stays on the last of them, because the payer aimed it there (domain.md 3.6).
 */
export function linesOfDeposit(asked: readonly Line[], before: Yen, deposit: Yen): Line[] {
  let passed = before;
  let left = deposit;
  const lines: Line[] = [];
  for (const { payableId, amount } of asked) {
    const paid = minYen(passed, amount);
    passed = subtractYen(passed, paid);
    const taken = minYen(left, subtractYen(amount, paid));
    left = subtractYen(left, taken);
    if (taken > 0) lines.push({ payableId, amount: taken });
  }
  if (left === 0) return lines;
  const { payableId } = asked.at(-1)!;
  const last = lines.at(-1);
  if (last?.payableId !== payableId) return [...lines, { payableId, amount: left }];
  return lines.with(-1, { payableId, amount: addYen(last.amount, left) });
}

/** No single payment is larger (security.md 4.3, invariant 9). */
const largestDeposit = yen(9_999_999);
export function isTooLarge(deposit: Yen): boolean {
  return deposit > largestDeposit;
}

/** Each transfer costs what its own sum costs, at the rate that the account was opened with. */
export function feeOfDeposit({ fee }: Pick<ChargeDocument, 'fee'>, deposit: Yen): Pick<ChargeDocument, 'fee'> {
  return fee ? { fee: feeOf(deposit, fee, fee.bearer) } : {};
}

/** A later transfer: a charge of its own, born with its money, that names the first. The total in its key makes it one of a kind. */
export function bornDeposit(
  first: ChargeDocument,
  account: DepositAccount,
  deposit: { readonly total: Yen; readonly before: Yen; readonly at: Date; readonly settledBy: string | null },
): ChargeDocument {
  const { account: _account, ...facts } = first;
  const amount = subtractYen(deposit.total, deposit.before);
  const chargeId = newChargeId();
  return {
    ...facts,
    _id: chargeId,
    paymentNumber: paymentNumberOf(chargeId),
    lines: linesOfDeposit(account.lines, deposit.before, amount),
    amount,
    ...feeOfDeposit(first, amount),
    base: 'final',
    state: 'final',
    version: 1,
    providerIds: {},
    redirectUrl: null,
    instructions: null,
    expiresAt: null,
    idempotencyKey: `deposit:${first._id}:${deposit.total}`,
    createdAt: deposit.at,
    settledBy: deposit.settledBy,
    voidWanted: false,
    inquiries: 0,
    nextInquiryAt: null,
    depositOf: first._id,
  };
}
