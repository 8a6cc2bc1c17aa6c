import type { PayoutState, PayoutSums } from '@tsudoi/shared/contracts/payments/payout.contract';
import {
  type JstDate,
  type JstMonth,
  addDays,
  addMonths,
  firstDayOfMonth,
  lastDayOfMonth,
  monthOf,
  partsOfDate,
} from '@tsudoi/shared/kernel/jst';
import type { PayoutAccount } from '@tsudoi/shared/contracts/payments/payout-account.contract';
import type { PayoutAccountId } from '@tsudoi/shared/kernel/payout-ids';
import { type Yen, addYen, negateYen, subtractYen, zeroYen } from '@tsudoi/shared/kernel/yen';
import type { PayoutMovement } from './payout-entry.rules.ts';

/** From the tenth on the month before is closed, so that its last notices have come (domain.md 3.10). */
const closeDay = 10;

/** The newest month that is to be closed on a day. */
export function monthToClose(today: JstDate): JstMonth {
  return monthOf(addMonths(firstDayOfMonth(monthOf(today)), partsOfDate(today).day >= closeDay ? -1 : -2));
}

/** The end of the next month, or the bank day before (cases 69 and 70; oracles 31 to 34). */
export function payDayOf(closeMonth: JstMonth, bankDayUntil: (day: JstDate) => JstDate): JstDate {
  return bankDayUntil(lastDayOfMonth(monthOf(addMonths(firstDayOfMonth(closeMonth), 1))));
}

/** A bank takes no file for a day that has gone by: what came back, or is approved or handed over late, is paid on the next bank day. */
export function comingPayDay(payOn: JstDate, today: JstDate, bankDayFrom: (day: JstDate) => JstDate): JstDate {
  return payOn < today ? bankDayFrom(addDays(today, 1)) : payOn;
}

type Sums = { readonly [K in keyof PayoutSums]: PayoutSums[K] };

/** gross − fee − returned = net: a payout has no other line (POU-02). Money that was won back counts as come. */
export function sumsOf(movements: readonly Pick<PayoutMovement, 'amount' | 'fee'>[]): Sums {
  let gross = zeroYen;
  let fee = zeroYen;
  let returned = zeroYen;
  for (const movement of movements) {
    if (movement.amount > 0) gross = addYen(gross, movement.amount);
    else returned = addYen(returned, negateYen(movement.amount));
    fee = addYen(fee, movement.fee);
  }
  const net = subtractYen(subtractYen(gross, fee), returned);
  return { count: movements.length, gross, fee, returned, net };
}

/** Where a payout goes once its lines are gathered: nothing is paid out of nothing. */
export function closedState(net: Yen): Extract<PayoutState, 'closed' | 'carried_forward'> {
  return net > 0 ? 'closed' : 'carried_forward';
}

const moves: Readonly<Record<PayoutState, readonly PayoutState[]>> = {
  open: ['closed', 'carried_forward'],
  closed: ['approved'],
  approved: ['exported'],
  exported: ['paid', 'returned'],
  // A transfer comes back days after it was there (docs/decisions/0104).
  paid: ['returned'],
  // The account has been put right.
  returned: ['approved'],
  carried_forward: [],
};

/**
 * Whether the bank may still say that it did not take a file: of all of its payouts nothing has been heard. Then they are
 * approved as before, to the same accounts, all of them.
 */
export function isWithBank({ count }: { readonly count: number }, payouts: readonly { readonly state: PayoutState }[]): boolean {
  return payouts.length === count && payouts.every(({ state }) => state === 'exported');
}

/** It was marked as paid, and the bank sent it back after all. */
export interface CameBack {
  paidOn: JstDate;
  returnedOn: JstDate;
  /** When either was noted, and to which account it had gone: what a file of then was made by (docs/decisions/0077). */
  paidAt: Date;
  returnedAt: Date;
  payoutAccountId: PayoutAccountId | null;
}

interface Paid {
  readonly state: PayoutState;
  readonly paidOn: JstDate | null;
  readonly cameBack?: readonly CameBack[];
  readonly account: { readonly payoutAccountId: PayoutAccountId } | null;
  readonly history: readonly { readonly state: PayoutState; readonly at: Date }[];
}

const paidAtLast = ({ history }: Pick<Paid, 'history'>): Date | null => history.findLast(({ state }) => state === 'paid')?.at ?? null;

/** What is kept of a payout that was marked as paid when it comes back all the same; null for one that never was. */
export function cameBackOf(payout: Paid, today: JstDate, now: Date): CameBack | null {
  const { state, paidOn, account } = payout;
  if (state !== 'paid' || paidOn === null) return null;
  // Marked as paid ahead of its day, it does not come back before it.
  const returnedOn = today < paidOn ? paidOn : today;
  const payoutAccountId = account?.payoutAccountId ?? null;
  return { paidOn, returnedOn, paidAt: paidAtLast(payout) ?? now, returnedAt: now, payoutAccountId };
}

/** Whether at a moment a payout was known to have reached an account: what came back later had not come back then. */
export function hadReached(payout: Paid, accountId: PayoutAccountId | undefined, at: Date): boolean {
  const before = (payout.cameBack ?? []).some(
    ({ payoutAccountId, paidAt, returnedAt }) => payoutAccountId === accountId && paidAt <= at && returnedAt > at,
  );
  if (before || payout.state !== 'paid' || payout.account?.payoutAccountId !== accountId) return before;
  const paidAt = paidAtLast(payout);
  return paidAt !== null && paidAt <= at;
}

/** Whether a bank takes two accounts for the same: how the bank and its branch are written is nothing of the account. */
export function isSameAccount(left: PayoutAccount, right: PayoutAccount): boolean {
  return (['bankCode', 'branchCode', 'kind', 'accountNumber', 'holder'] as const).every((field) => left[field] === right[field]);
}

export function mayMove(from: PayoutState, to: PayoutState): boolean {
  return moves[from].includes(to);
}
