import type { MandateView } from '@tsudoi/shared/contracts/payments/direct-debit.contract';
import type { PlanMethod, PlanState } from '@tsudoi/shared/contracts/recurring/recurring.contract';
import type { CardSetupId } from '@tsudoi/shared/kernel/card-ids';
import type { BillId, MemberId, OrgId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type { RecurringPlanId, RecurringProductId } from '@tsudoi/shared/kernel/recurring-ids';
import type { Yen } from '@tsudoi/shared/kernel/yen';

/** 定期決済: a member takes a product. */
export interface PlanDocument {
  _id: RecurringPlanId;
  orgId: OrgId;
  memberId: MemberId;
  productId: RecurringProductId;
  method: PlanMethod;
  state: PlanState;
  /** The card's page that it waits for; null when none was opened. */
  setupId: CardSetupId | null;
  /** What the member was last told, or agreed to. */
  toldAmount: Yen;
  /** What it was before that mail, which may come back. */
  toldBefore?: Yen;
  /** Of 口座振替: the newest word on the mandate that counts for the member; null for none, absent where nothing was told. */
  mandate?: Pick<MandateView, 'mandateId' | 'state' | 'version'> | null;
  nextBillOn: JstDate | null;
  lastBillId: BillId | null;
  cancelReason: string;
  createdAt: Date;
  version: number;
}

export const planCollection = 'recurring_plans';
