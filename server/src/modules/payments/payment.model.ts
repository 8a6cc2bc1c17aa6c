import type { PaymentMethod, PaymentState } from '@tsudoi/shared/contracts/payments/payment.contract';
import type { AllocationId, BillId, ChargeId, MemberId, MessageId, OrgId, PayLinkId, PaymentId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type { Yen } from '@tsudoi/shared/kernel/yen';
import type * as z from 'zod';

/** Money that left a payment again: on which day, by which way, and what caused it. Below nothing where a transfer came back. */
export interface MoneyReturn {
  readonly at: Date;
  readonly on: JstDate;
  readonly amount: Yen;
  readonly method: PaymentDocument['method'];
  readonly causedBy: string;
}

/** Money received. Sums change only together with an appended allocation or reversal; `received` never changes. */
export interface PaymentDocument {
  _id: PaymentId;
  orgId: OrgId;
  /** Null for the money of a payer who settled bills of several members; `memberName` is that payer then. */
  memberId: MemberId | null;
  /** The link it came through; absent for most. */
  payLinkId?: PayLinkId;
  memberName: string;
  /** What it is found by besides; empty for a payer, absent only in rows that another process wrote before it knew of it. */
  memberKana?: string;
  memberNumber: string;
  sourceType: 'charge' | 'offline';
  /** Unique with its type: `<charge>#<round>` (a new 速報 after a withdrawal is the next round) or the idempotency key. */
  sourceId: string;
  chargeId: ChargeId | null;
  /** Newest fact applied: older ones are stale, whatever arrives first. */
  sequence: number;
  method: z.output<typeof PaymentMethod>;
  provider: string;
  state: PaymentState;
  received: Yen;
  /** allocated + unallocated + reversed = received, each at least 0 (security.md 4.3, invariant 1). */
  allocated: Yen;
  unallocated: Yen;
  reversed: Yen;
  /** What of `reversed` the office gave back itself, outside of the provider; absent for nothing. */
  refunded?: Yen;
  /** What of `reversed` disputes took in parts, against everybody's will: it proves no refund. Absent for nothing. */
  disputed?: Yen;
  /** Every time some of it went back, or a transfer of it was sent back by the bank, oldest first and only ever added to; together they are `reversed`. */
  returns?: MoneyReturn[];
  memberFee: Yen;
  paymentNumber: string;
  receivedAt: Date;
  memo: string;
  /** What the caller sent, for the same idempotency key with another body. */
  requestHash: string;
  reversalKey: string | null;
  reversalReason: string;
  actor: string;
  createdAt: Date;
  version: number;
}

/** Append-only. A reversal is a negative row that names its original. */
export interface AllocationDocument {
  _id: AllocationId;
  orgId: OrgId;
  paymentId: PaymentId;
  billId: BillId;
  memberId: MemberId | null;
  amount: Yen;
  reverses: AllocationId | null;
  /** The reversal that closes its original; unique per original. */
  closes: boolean;
  at: Date;
  causedBy: string;
}

/** A message that has been posted: the same one again is done already. */
export interface PostingInboxDocument {
  _id: MessageId;
  orgId: OrgId;
  name: string;
  chargeId: string | null;
  state: string;
  sequence: number;
  outcome: string;
  postedAt: Date;
}

export const paymentCollection = 'payments';
export const allocationCollection = 'allocations';
export const postingInboxCollection = 'posting_inbox';
