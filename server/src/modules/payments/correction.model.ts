import type { CorrectedBill, CorrectionKind } from '@tsudoi/shared/contracts/payments/correction.contract';
import type { BillId, CorrectionId, MembershipTypeId, OrgId, PaymentId, TaskId } from '@tsudoi/shared/kernel/ids';
import type { Yen } from '@tsudoi/shared/kernel/yen';
import type * as z from 'zod';

type View = z.output<typeof CorrectedBill>;

/** A bill that the correction touched; what it was called and how it stood, so that the trail reads on its own. */
export type CorrectedBillNote = View & { billId: BillId };

export interface MovedMoney {
  paymentId: PaymentId;
  amount: Yen;
  /** Null: it lay on no bill. */
  from: BillId | null;
  /** Null: it stayed with the member as 前受. */
  to: BillId | null;
}

/** How a payment stood when the correction was done. While it still does, nothing was built on it. */
interface PaymentAfter {
  paymentId: PaymentId;
  allocated: Yen;
  unallocated: Yen;
  reversed: Yen;
}

/** One act of 訂正, kept for ever: what was wrong, what was done, and whether it was taken back. Append-only but for `undoneBy`. */
export interface CorrectionDocument {
  _id: CorrectionId;
  orgId: OrgId;
  requestKey: string;
  requestHash: string;
  wrong: CorrectionKind | 'undo';
  undoes: CorrectionId | null;
  undoneBy: CorrectionId | null;
  at: Date;
  actor: string;
  reason: string;
  /** Every bill in `bills`, to be found by. */
  billIds: BillId[];
  bills: CorrectedBillNote[];
  moves: MovedMoney[];
  payments: PaymentAfter[];
  /** What the office was to do about the money and the correction settled: to be done again when it is taken back. Absent in rows of before. */
  tasks?: TaskId[];
  /** The member was written to about it, so that they are written to again when it is taken back. Absent in rows of before. */
  told?: boolean;
  memberType: { from: MembershipTypeId; to: MembershipTypeId; fromName: string; toName: string } | null;
}

export const correctionCollection = 'bill_corrections';
