import type { MergeObstacle } from '@tsudoi/shared/contracts/members/member-merge.contract';
import { type MemberRows, type MergeContext, asMoved, ownersIn, pointRows, withOtherRows } from '../../platform/member-rows.ts';
import { cardWishCollection, wishesOfMember } from './card-wish.repository.ts';
import { collectionCollection, collectionsOfMember, findCollections } from './collection.repository.ts';
import { type PlanDocument, isOver, planCollection, plansOfMember } from './plan.repository.ts';
import type { BillId, MemberId } from '@tsudoi/shared/kernel/ids';
import { jstDateOf } from '@tsudoi/shared/kernel/jst';
import { listProducts } from './product.repository.ts';

/** How a bill is collected goes wherever the bill goes. */
export const collectionRows: MemberRows = {
  kind: 'collections',
  ownersAmong: withOtherRows,
  async rowsOf({ db, scope, session }, memberId) {
    return (await collectionsOfMember(db, scope, memberId, session)).map(({ _id }) => ({ id: _id, amount: 0 }));
  },
  move: (context, ids, to) => pointRows(context, collectionCollection, ids, to, true),
  async goingBack({ db, scope, session }, _moved, _keptId, back) {
    const found = await findCollections(db, scope, (back.bills ?? []) as BillId[], session);
    return { ids: found.map(({ _id }) => _id), blockers: [] };
  },
};

/** One product that both take: one person would be charged twice each month, and which plan goes on is for the office to say. */
async function doublePlans({ db, scope, session }: MergeContext, keptId: MemberId, mergedId: MemberId): Promise<MergeObstacle[]> {
  const present = async (memberId: MemberId) => (await plansOfMember(db, scope, memberId, session)).filter((plan) => !isOver(plan));
  const own = await present(keptId);
  const others = await present(mergedId);
  const takenBy = (plans: readonly PlanDocument[], { productId }: PlanDocument) => plans.some((plan) => plan.productId === productId);
  const twice = [...own.filter((plan) => takenBy(others, plan)), ...others.filter((plan) => takenBy(own, plan))];
  const products = new Map((await listProducts(db, scope)).map(({ _id, name }) => [_id, name]));
  return twice.map(({ _id, productId, createdAt }) => ({
    kind: 'both_subscribed',
    ref: _id,
    label: `${products.get(productId) ?? ''} (${jstDateOf(createdAt).replaceAll('-', '/')})`,
  }));
}

/** What is paid each month is paid by the record that stays. The card goes along with the payments-service. */
export const planRows: MemberRows = {
  kind: 'recurring_plans',
  ownersAmong: ownersIn(planCollection),
  async rowsOf({ db, scope, session }, memberId) {
    return (await plansOfMember(db, scope, memberId, session)).map(({ _id }) => ({ id: _id, amount: 0 }));
  },
  move: (context, ids, to) => pointRows(context, planCollection, ids, to, true),
  async goingBack({ db, scope, session }, moved, keptId) {
    const present = new Set<string>((await plansOfMember(db, scope, keptId, session)).map(({ _id }) => _id));
    return { ids: moved.filter((id) => present.has(id)), blockers: [] };
  },
  obstacles: doublePlans,
};

/** The newest word of both counts. */
export const cardWishRows: MemberRows = {
  kind: 'card_wishes',
  ownersAmong: ownersIn(cardWishCollection),
  async rowsOf({ db, scope, session }, memberId) {
    return (await wishesOfMember(db, scope, memberId, session)).map(({ _id }) => ({ id: _id, amount: 0 }));
  },
  move: (context, ids, to) => pointRows(context, cardWishCollection, ids, to, false),
  goingBack: asMoved,
};
