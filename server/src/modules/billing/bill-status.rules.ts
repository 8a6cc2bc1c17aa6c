import type { BillStatus } from '@tsudoi/shared/contracts/billing/billing.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { type Yen, maxYen, subtractYen, zeroYen } from '@tsudoi/shared/kernel/yen';

export interface BillFacts {
  readonly amount: Yen;
  /** P: the sum of live allocations, provisional ones included. */
  readonly allocated: Yen;
  readonly confirmed: boolean;
  readonly cancelled: boolean;
}

/** domain.md 3.6: a bill's status follows from its amount and allocations; nothing sets it. */
export function billStatus({ amount, allocated, confirmed, cancelled }: BillFacts): BillStatus {
  if (cancelled) return 'cancelled';
  if (!confirmed) return 'draft';
  if (allocated > amount) return 'overpaid';
  if (amount === 0) return 'not_required';
  if (allocated === amount) return 'paid';
  return allocated === 0 ? 'unpaid' : 'partly_paid';
}

export function outstandingYen(facts: BillFacts): Yen {
  if (facts.cancelled || !facts.confirmed) return zeroYen;
  return maxYen(zeroYen, subtractYen(facts.amount, facts.allocated));
}

/** Money on the bill beyond what it asks for. */
export function creditYen(facts: BillFacts): Yen {
  if (facts.cancelled) return zeroYen;
  return maxYen(zeroYen, subtractYen(facts.allocated, facts.amount));
}

export function isOverdue(status: BillStatus, dueOn: JstDate, today: JstDate): boolean {
  return isPayable(status) && dueOn < today;
}

/** Confirmed and not taken back, whatever was paid. */
export const isStillAsked = (status: BillStatus): boolean => status !== 'draft' && status !== 'cancelled';

/** What is asked for and not paid whole. */
export const payableStatuses = ['unpaid', 'partly_paid'] as const satisfies readonly BillStatus[];

export function isPayable(status: BillStatus): boolean {
  return (payableStatuses as readonly BillStatus[]).includes(status);
}

/** @throws DomainError BILL_HAS_PAYMENT, BILL_HAS_AUTHORIZED_CHARGE or BILL_CANCELLED (domain.md 3.6). */
export function assertCancellable(facts: BillFacts, chargeState: string | null): void {
  if (facts.cancelled) throw new DomainError('BILL_CANCELLED');
  if (facts.allocated !== 0) throw new DomainError('BILL_HAS_PAYMENT');
  if (chargeState === 'authorized') throw new DomainError('BILL_HAS_AUTHORIZED_CHARGE');
}

/** Money came in while or after the bill was cancelled: it is kept apart, never put on the bill. */
export function acceptsMoney(facts: BillFacts): boolean {
  return facts.confirmed && !facts.cancelled;
}
