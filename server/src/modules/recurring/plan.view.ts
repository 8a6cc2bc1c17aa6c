import type { RecurringPlanView } from '@tsudoi/shared/contracts/recurring/recurring.contract';
import { monthOf } from '@tsudoi/shared/kernel/jst';
import { fullName } from '@tsudoi/shared/kernel/names';
import { PositiveYen } from '@tsudoi/shared/kernel/yen';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Platform } from '../../platform/platform.ts';
import { findBills } from '../billing/billing.public.ts';
import { findMembers } from '../members/members.public.ts';
import { findCollections } from './collection.repository.ts';
import type { PlanDocument } from './plan.repository.ts';
import { amountOfPlan, lacksMandate, newestAmount } from './plan.rules.ts';
import { listProducts } from './product.repository.ts';

/** Plans with the names of who and what they are about, and how their newest bill stands. */
export async function planViews(platform: Platform, scope: OrgScope, plans: readonly PlanDocument[]): Promise<RecurringPlanView[]> {
  const db = platform.databases.server;
  const billIds = plans.flatMap(({ lastBillId }) => lastBillId ?? []);
  const products = new Map((await listProducts(db, scope)).map((product) => [product._id, product]));
  const members = new Map((await findMembers(scope, [...new Set(plans.map(({ memberId }) => memberId))])).map((one) => [one._id, one]));
  const bills = new Map((await findBills(db, scope, billIds)).map((bill) => [bill._id, bill]));
  const collections = new Map((await findCollections(db, scope, billIds)).map((one) => [one._id, one]));
  return plans.map((plan) => {
    const product = products.get(plan.productId)!;
    const member = members.get(plan.memberId);
    const bill = plan.lastBillId === null ? undefined : bills.get(plan.lastBillId);
    const collection = bill && collections.get(bill._id);
    return {
      planId: plan._id,
      productId: plan.productId,
      productName: product.name,
      memberId: plan.memberId,
      memberName: member ? fullName(member) : '',
      memberNumber: member?.memberNumber ?? '',
      method: plan.method,
      state: plan.state,
      amount: PositiveYen.parse(amountOfPlan(product, plan.toldAmount, monthOf(plan.nextBillOn ?? platform.clock.today()))),
      lacksMandate: lacksMandate(plan),
      isUntold: plan.nextBillOn !== null && plan.toldAmount !== newestAmount(product),
      nextBillOn: plan.nextBillOn,
      lastBill: bill
        ? {
            billId: bill._id,
            dueOn: bill.dueOn,
            status: bill.status,
            retryOn: collection?.state === 'waiting' && collection.firstFailedOn !== null ? collection.nextTryOn : null,
          }
        : null,
      cancelReason: plan.cancelReason,
      version: plan.version,
    };
  });
}
