import type { TaskView } from '@tsudoi/shared/contracts/payments/payment.contract';
import type { DepositId } from '@tsudoi/shared/kernel/deposit-ids';
import type { BillId, ChargeId, MemberId, OrgId, TaskId, UserId } from '@tsudoi/shared/kernel/ids';
import type { SettlementId } from '@tsudoi/shared/kernel/settlement-ids';
import type { heldMoves } from '@tsudoi/shared/queue/payments.messages';
import type { Yen } from '@tsudoi/shared/kernel/yen';
import type * as z from 'zod';

export interface TaskDocument {
  _id: TaskId;
  orgId: OrgId;
  /** Unique: one task per cause. */
  cause: string;
  kind: z.output<typeof TaskView>['kind'];
  reason: string;
  state: 'open' | 'done';
  raisedAt: Date;
  expected: Yen | null;
  received: Yen | null;
  paymentNumber: string;
  /** Absent where only one number is concerned. */
  otherPaymentNumber?: string;
  provider: string;
  /** Absent where no settlement is concerned. */
  settlementId?: SettlementId;
  /** The try to pay that it is about; absent where none is known, and in tasks of before 2026-11-29. */
  chargeId?: ChargeId | null;
  /** The deposit at the desk that it is about, and where it stands there. */
  deposit?: { depositId: DepositId; place: string };
  billId: BillId | null;
  memberId: MemberId | null;
  note: string;
  doneBy: string;
  doneAt: Date | null;
  /** Held money, of which the office says how much came; its cause is the discrepancy. */
  bringsMoney?: true;
  /** Money that moves once more, by exactly what was received, when the office has seen it; its cause is the discrepancy. */
  moves?: (typeof heldMoves)[number];
  /** Of a notice that came with other contents: how many there are. Each new one opens the matter again. */
  variants?: number;
  /** A sum above the limit, until somebody else agrees. */
  asked?: { amount: Yen; note: string; by: UserId; byName: string };
}

export const taskCollection = 'tasks';
