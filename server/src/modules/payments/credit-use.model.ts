import type { creditUseKinds } from '@tsudoi/shared/contracts/payments/credit.contract';
import type { BillId, CreditUseId, OrgId, PaymentId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type { Yen } from '@tsudoi/shared/kernel/yen';

/** Append-only: what the office did with money that no bill asked for, and why. */
export interface CreditUseDocument {
  _id: CreditUseId;
  orgId: OrgId;
  /** Unique: the same request again is the same use. */
  requestKey: string;
  requestHash: string;
  kind: (typeof creditUseKinds)[number];
  paymentId: PaymentId;
  fromBillId: BillId | null;
  toBillId: BillId | null;
  amount: Yen;
  /** How a refund went; '' for the others. */
  method: string;
  on: JstDate;
  memo: string;
  actor: string;
  at: Date;
}

export const creditUseCollection = 'credit_uses';
