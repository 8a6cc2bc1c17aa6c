import type { RefundState, refundWays } from '@tsudoi/shared/contracts/payments/refund.contract';
import type { ChargeId, OrgId, PaymentId, RefundId, UserId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type { Yen } from '@tsudoi/shared/kernel/yen';

/** Money that the office wants to give back. It moves no money by itself: the ledger does, when the last word is there. */
/** A transfer that the bank sent back (組戻し). */
export interface ReturnedTransfer {
  readonly transferredOn: JstDate;
  readonly returnedOn: JstDate;
}

export interface RefundOrderDocument {
  _id: RefundId;
  orgId: OrgId;
  /** Unique: the same request again is the same refund. */
  requestKey: string;
  requestHash: string;
  paymentId: PaymentId;
  chargeId: ChargeId | null;
  amount: Yen;
  way: (typeof refundWays)[number];
  /** The payer's account, sealed and bound to this row; '' where none is needed. */
  sealedBank: string;
  reason: string;
  state: RefundState;
  code: string;
  requestedBy: UserId;
  requesterName: string;
  requestedAt: Date;
  /** Whoever agreed; '' where nobody had to. */
  approverName: string;
  transferredOn: JstDate | null;
  doneAt: Date | null;
  /** Oldest first and only ever added to; absent where none came back. */
  cameBack?: ReturnedTransfer[];
  /** What the bank said of the last of them. */
  returnReason?: string;
  /** Whoever said that it was never made, until somebody else agrees. */
  denied?: { by: UserId; byName: string };
  /** Newest word of the payments-service: an older one has no effect. */
  sequence: number;
  version: number;
}

export interface RefundSettingsDocument {
  _id: OrgId;
  orgId: OrgId;
  approvalLimit: Yen;
  /** Absent in rows of before. */
  writeOffLimit?: Yen;
}

export const refundCollection = 'refund_orders';
export const refundSettingsCollection = 'refund_settings';
