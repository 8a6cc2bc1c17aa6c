import type { PlanState } from '@tsudoi/shared/contracts/recurring/recurring.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type { RecurringPlanId, RecurringProductId } from '@tsudoi/shared/kernel/recurring-ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db, Filter } from 'mongodb';
import { inBatches } from '../../platform/batches.ts';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { type PlanDocument, planCollection } from './plan.model.ts';

export { type PlanDocument, planCollection } from './plan.model.ts';

/** Bills come from these. */
const goingOn = ['active', 'past_due'] as const satisfies readonly PlanState[];

export const isGoingOn = ({ state }: Pick<PlanDocument, 'state'>): boolean => goingOn.some((one) => one === state);

/** No bill comes of it any more, and another plan of its product may begin. */
export const isOver = ({ state }: PlanDocument): boolean => state === 'cancelled' || state === 'ended';

const plans = (db: Db, scope: OrgScope) => tenantCollection<PlanDocument>(db, scope, planCollection);

export const findPlan = (db: Db, scope: OrgScope, planId: RecurringPlanId, session?: ClientSession): Promise<PlanDocument | null> =>
  plans(db, scope).findOne({ _id: planId }, session);

/** @throws DomainError NOT_FOUND */
export async function getPlan(db: Db, scope: OrgScope, planId: RecurringPlanId, session?: ClientSession): Promise<PlanDocument> {
  const plan = await findPlan(db, scope, planId, session);
  if (!plan) throw new DomainError('NOT_FOUND');
  return plan;
}

export function plansOfMember(db: Db, scope: OrgScope, memberId: MemberId, session?: ClientSession): Promise<PlanDocument[]> {
  return plans(db, scope)
    .find({ memberId }, session ? { session } : {})
    .toArray();
}

/** Newest first. */
export function pageOfPlans(
  db: Db,
  scope: OrgScope,
  { productId, state, cursor }: { productId: RecurringProductId | null; state: PlanState | null; cursor: RecurringPlanId | null },
  limit: number,
): Promise<PlanDocument[]> {
  const filter = {
    ...(productId === null ? {} : { productId }),
    ...(state === null ? {} : { state }),
    ...(cursor === null ? {} : { _id: { $lt: cursor } }),
  } as Filter<PlanDocument>;
  return plans(db, scope).find(filter).sort({ _id: -1 }).limit(limit).toArray();
}

/** How many plans go on, by product. */
export async function countPlans(db: Db, scope: OrgScope): Promise<Map<RecurringProductId, number>> {
  const counts = new Map<RecurringProductId, number>();
  const found = plans(db, scope).find({ state: { $in: [...goingOn] } }, { projection: { productId: 1 } });
  for await (const { productId } of found) counts.set(productId, (counts.get(productId) ?? 0) + 1);
  return counts;
}

export const insertPlan = (db: Db, scope: OrgScope, plan: PlanDocument, session: ClientSession): Promise<void> =>
  plans(db, scope).insert([plan], { session });

/** @throws DomainError CONFLICT when it is no longer as it was read */
export async function savePlan(
  db: Db,
  scope: OrgScope,
  plan: PlanDocument,
  change: Partial<Omit<PlanDocument, '_id' | 'orgId' | 'memberId' | 'version'>>,
  session: ClientSession,
): Promise<PlanDocument> {
  const filter = { _id: plan._id, version: plan.version };
  const { matchedCount } = await plans(db, scope).updateOne(filter, { $set: change, $inc: { version: 1 } }, session);
  if (matchedCount !== 1) throw new DomainError('CONFLICT');
  return { ...plan, ...change, version: plan.version + 1 };
}

type Named = Pick<PlanDocument, '_id' | 'orgId'>;

/** Of all organisations, the plans whose day has come. */
export function duePlans(db: Db, today: JstDate, limit: number): Promise<Named[]> {
  return db
    .collection<PlanDocument>(planCollection)
    .find({ nextBillOn: { $lte: today } }, { projection: { _id: 1, orgId: 1 } })
    .limit(limit)
    .toArray();
}

/** Of all organisations, the plans that go on, a batch at a time. */
export const everyPlan = (db: Db, batchSize = 500): AsyncGenerator<PlanDocument[]> =>
  inBatches(db.collection<PlanDocument>(planCollection).find({ state: { $in: [...goingOn] } }, { batchSize }), batchSize);

export async function createPlanIndexes(db: Db): Promise<void> {
  await db.collection(planCollection).createIndexes([
    { key: { orgId: 1, _id: 1, version: 1 }, name: 'row' },
    { key: { orgId: 1, memberId: 1 }, name: 'member' },
    { key: { orgId: 1, productId: 1, state: 1, _id: -1 }, name: 'product' },
    { key: { orgId: 1, state: 1, _id: -1 }, name: 'state' },
    { key: { nextBillOn: 1 }, name: 'due' },
    { key: { state: 1 }, name: 'going_on' },
  ]);
}
