import type { CancelPlanInput, PlanListInput, PlanListOutput } from '@tsudoi/shared/contracts/recurring/recurring.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { RecurringPlanId } from '@tsudoi/shared/kernel/recurring-ids';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import type { AuditActor, MemberActor, UserActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import { type AuditNote, recordAudit } from '../audit/audit.public.ts';
import type { CollectionOutcome } from './collection-outcome.service.ts';
import { type CollectionDocument, collectionsOfMember } from './collection.repository.ts';
import { type PlanDocument, getPlan, pageOfPlans, savePlan } from './plan.repository.ts';
import { planViews } from './plan.view.ts';
import { getProduct } from './product.repository.ts';

const pageSize = 50;

/** Who pays what each month, the newest first. */
export async function recurringPlans(
  platform: Platform,
  scope: OrgScope,
  { productId, state, cursor }: z.output<typeof PlanListInput>,
): Promise<z.output<typeof PlanListOutput>> {
  const wanted = { productId: productId ?? null, state: state ?? null, cursor: cursor ?? null };
  const found = await pageOfPlans(platform.databases.server, scope, wanted, pageSize + 1);
  const plans = found.slice(0, pageSize);
  return { plans: await planViews(platform, scope, plans), next: found.length > pageSize ? plans.at(-1)!._id : null };
}

/** Says in the log what became of a plan, in the caller's transaction. */
export async function notePlan(
  platform: Platform,
  scope: OrgScope,
  actor: AuditActor,
  plan: PlanDocument,
  action: Extract<AuditNote['action'], `recurring.plan_${string}`>,
  session: ClientSession,
): Promise<void> {
  const { name } = await getProduct(platform.databases.server, scope, plan.productId, session);
  const note: AuditNote = { action, subjectKind: 'recurringPlan', subjectId: plan._id, subjectName: name, fields: ['state'] };
  await recordAudit(platform, scope, actor, note, session);
}

/** Later months are not billed; what is billed already stays, and is collected. @throws DomainError INVALID_TRANSITION, CONFLICT */
async function cancel(
  platform: Platform,
  actor: UserActor | MemberActor,
  plan: PlanDocument,
  version: number,
  cancelReason: string,
  session: ClientSession,
): Promise<void> {
  if (plan.version !== version) throw new DomainError('CONFLICT');
  if (plan.state === 'cancelled' || plan.state === 'ended')
    throw new DomainError('INVALID_TRANSITION', { from: plan.state, to: 'cancelled' });
  const change = { state: 'cancelled', nextBillOn: null, cancelReason, setupId: null } as const;
  await savePlan(platform.databases.server, actor.scope, plan, change, session);
  await notePlan(platform, actor.scope, actor, plan, 'recurring.plan_cancel', session);
}

/** By the office, with a reason. @throws DomainError NOT_FOUND, INVALID_TRANSITION, CONFLICT */
export async function cancelPlan(
  platform: Platform,
  actor: UserActor,
  { planId, reason, version }: z.output<typeof CancelPlanInput>,
): Promise<void> {
  await inTransaction(platform.databases.client, async (session) => {
    const plan = await getPlan(platform.databases.server, actor.scope, planId, session);
    await cancel(platform, actor, plan, version, reason, session);
  });
}

/** The member's own. @throws DomainError NOT_FOUND, also for another member's */
export async function ownPlan(
  platform: Platform,
  actor: MemberActor,
  planId: RecurringPlanId,
  session?: ClientSession,
): Promise<PlanDocument> {
  const plan = await getPlan(platform.databases.server, actor.scope, planId, session);
  if (plan.memberId !== actor.memberId) throw new DomainError('NOT_FOUND');
  return plan;
}

/** By the member, from the next month on. @throws DomainError NOT_FOUND, INVALID_TRANSITION, CONFLICT */
export async function cancelOwnPlan(
  platform: Platform,
  actor: MemberActor,
  { planId, version }: { readonly planId: RecurringPlanId; readonly version: number },
): Promise<void> {
  await inTransaction(platform.databases.client, async (session) =>
    cancel(platform, actor, await ownPlan(platform, actor, planId, session), version, '', session),
  );
}

/** Hook of collections: a plan is past due while one of its bills is, and goes on when none is any more (domain.md 3.8). */
export async function followCollection(
  platform: Platform,
  scope: OrgScope,
  { _id, source, memberId }: CollectionDocument,
  outcome: CollectionOutcome,
  session: ClientSession,
): Promise<void> {
  if (source.kind !== 'plan') return;
  const db = platform.databases.server;
  const plan = await getPlan(db, scope, source.id as RecurringPlanId, session);
  if (outcome === 'past_due' && plan.state === 'active') await savePlan(db, scope, plan, { state: 'past_due' }, session);
  if (outcome === 'past_due' || plan.state !== 'past_due') return;
  const others = await collectionsOfMember(db, scope, memberId, session);
  const isOwed = others.some((other) => other._id !== _id && other.source.id === source.id && other.state === 'past_due');
  if (!isOwed) await savePlan(db, scope, plan, { state: 'active' }, session);
}
