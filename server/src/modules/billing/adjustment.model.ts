import type { AdjustmentId, BillId, MemberId, OrgId } from '@tsudoi/shared/kernel/ids';
import type { Yen } from '@tsudoi/shared/kernel/yen';

export interface AdjustmentDocument {
  _id: AdjustmentId;
  orgId: OrgId;
  memberId: MemberId;
  kind: 'permanent' | 'one_time';
  amount: Yen;
  reason: string;
  /** One-time only: taken at confirmation, given back when that bill is cancelled. */
  usedByBillId: BillId | null;
  removedAt: Date | null;
  /** What asked for it, once; missing on those of before. */
  requestKey?: string;
  requestHash?: string;
  createdAt: Date;
  actor: string;
}

export const adjustmentCollection = 'member_adjustments';
