import type { SavedCardView } from '@tsudoi/shared/contracts/payments/card.contract';
import type {
  ConfirmPlanOutput,
  JoinPlanInput,
  JoinPlanOutput,
  PlanMethod,
  PlanOffer,
} from '@tsudoi/shared/contracts/recurring/recurring.contract';
import type { CardSetupId } from '@tsudoi/shared/kernel/card-ids';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { monthOf } from '@tsudoi/shared/kernel/jst';
import { fullName } from '@tsudoi/shared/kernel/names';
import { type RecurringPlanId, type RecurringProductId, newRecurringPlanId } from '@tsudoi/shared/kernel/recurring-ids';
import { PositiveYen, type Yen, minYen } from '@tsudoi/shared/kernel/yen';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import type { AuditActor, MemberActor } from '../../platform/actor.ts';
import { enqueueMail } from '../../platform/mail-outbox.ts';
import { paymentsClient } from '../../platform/payments-client.ts';
import type { Platform } from '../../platform/platform.ts';
import { findMember, titlesOf } from '../members/members.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { myMandate } from '../payments/payments.public.ts';
import { setUpCard, usableCard } from './my-card.service.ts';
import { followMandate } from './plan-mandate.service.ts';
import { planStartedMail } from './plan.mail.ts';
import { type PlanDocument, getPlan, insertPlan, isOver, plansOfMember, savePlan } from './plan.repository.ts';
import { amountIn, amountOfPlan, firstBillOn } from './plan.rules.ts';
import { notePlan, ownPlan } from './plan.service.ts';
import { planViews } from './plan.view.ts';
import { type ProductDocument, countJoin, getProduct } from './product.repository.ts';

export const dailyJobName = 'recurring.daily';

type Joined = z.output<typeof JoinPlanOutput>;

/** Card and 口座振替 where the organisation and the member have them; a number to pay with at a shop is no way to pay each month (BIL-14). */
async function methodsFor(platform: Platform, actor: MemberActor): Promise<PlanMethod[]> {
  const { offered } = await paymentsClient(platform, actor.scope).call('cards.offered', {});
  const debit = await myMandate(platform, actor);
  return [
    ...(offered ? (['card'] as const) : []),
    ...(debit.offered && debit.mandate?.state === 'active' ? (['direct_debit'] as const) : []),
  ];
}

async function presentPlan(
  platform: Platform,
  scope: OrgScope,
  memberId: MemberId,
  productId: RecurringProductId,
  session?: ClientSession,
): Promise<PlanDocument | null> {
  const own = await plansOfMember(platform.databases.server, scope, memberId, session);
  return own.find((plan) => plan.productId === productId && !isOver(plan)) ?? null;
}

function firstTerms(platform: Platform, product: ProductDocument) {
  const on = firstBillOn(product.chargeDay, platform.clock.today());
  return { firstBillOn: on, amount: PositiveYen.parse(amountIn(product, monthOf(on))) };
}

/** What the page of a product shows to a member. @throws DomainError NOT_FOUND, PROVIDER_UNAVAILABLE */
export async function planOffer(
  platform: Platform,
  actor: MemberActor,
  productId: RecurringProductId,
): Promise<z.output<typeof PlanOffer>> {
  const { scope } = actor;
  const product = await getProduct(platform.databases.server, scope, productId);
  const plan = await presentPlan(platform, scope, actor.memberId, productId);
  const methods = await methodsFor(platform, actor);
  const card: SavedCardView | null = methods.includes('card') ? await usableCard(platform, actor) : null;
  const { name, description, chargeDay, isOpen } = product;
  const [view] = plan === null ? [] : await planViews(platform, scope, [plan]);
  return { name, description, chargeDay, isOpen, ...firstTerms(platform, product), methods, card, plan: view ?? null };
}

/**
 * From now on there is a bill each month; the member is told what was agreed to. While a card was entered the product may have become
 * dearer: the plan begins at what its page showed, and another sum is told like to everybody else. What costs less costs less.
 */
async function activate(
  platform: Platform,
  scope: OrgScope,
  actor: AuditActor,
  plan: PlanDocument,
  product: ProductDocument,
  session: ClientSession,
): Promise<PlanDocument> {
  const db = platform.databases.server;
  const terms = firstTerms(platform, product);
  const toldAmount = minYen(plan.toldAmount, terms.amount);
  const change = { state: 'active', setupId: null, nextBillOn: terms.firstBillOn, toldAmount } as const;
  const saved = await savePlan(db, scope, plan, change, session);
  await notePlan(platform, scope, actor, saved, 'recurring.plan_start', session);
  const member = await findMember(scope, plan.memberId);
  if (member.contactEmail === '') return saved;
  const titleOf = await titlesOf(scope);
  const told = {
    to: member.contactEmail,
    memberName: fullName(member),
    honorific: titleOf(member),
    organization: await findOrganization(scope, session),
    plan: saved,
    productName: product.name,
    amount: amountOfPlan(product, toldAmount, monthOf(terms.firstBillOn)),
    nextBillOn: terms.firstBillOn,
    publicUrl: platform.env.PUBLIC_URL,
  };
  await enqueueMail(db, scope, planStartedMail(told), platform.clock.now(), session);
  return saved;
}

/** The member's plan of a product, as it is or a new one that waits, at the sum that was shown last; two presses make one. */
async function pendingPlan(
  platform: Platform,
  { scope, memberId }: MemberActor,
  product: ProductDocument,
  { method, setupId, toldAmount }: { readonly method: PlanMethod; readonly setupId: CardSetupId | null; readonly toldAmount: Yen },
  session: ClientSession,
): Promise<PlanDocument> {
  const db = platform.databases.server;
  await countJoin(db, scope, product._id, session);
  const present = await presentPlan(platform, scope, memberId, product._id, session);
  if (present && present.state !== 'pending') return present;
  if (present) return savePlan(db, scope, present, { method, setupId, toldAmount }, session);
  const plan: PlanDocument = {
    _id: newRecurringPlanId(),
    orgId: scope.orgId,
    memberId,
    productId: product._id,
    method,
    state: 'pending',
    setupId,
    toldAmount,
    nextBillOn: null,
    lastBillId: null,
    cancelReason: '',
    createdAt: platform.clock.now(),
    version: 0,
  };
  await insertPlan(db, scope, plan, session);
  return plan;
}

/**
 * Takes a product: at once where the member has a card or a mandate, else with the card that is entered on the provider's page.
 * @throws DomainError NOT_FOUND, RECURRING_CLOSED, CONFLICT when it costs something else by now, METHOD_NOT_AVAILABLE, PROVIDER_UNAVAILABLE
 */
export async function joinPlan(platform: Platform, actor: MemberActor, input: z.output<typeof JoinPlanInput>): Promise<Joined> {
  const { scope } = actor;
  const product = await getProduct(platform.databases.server, scope, input.productId);
  const present = await presentPlan(platform, scope, actor.memberId, product._id);
  const { amount } = firstTerms(platform, product);
  if (present === null || present.state === 'pending') {
    if (!product.isOpen) throw new DomainError('RECURRING_CLOSED');
    if (amount !== input.amount) throw new DomainError('CONFLICT');
    if (!(await methodsFor(platform, actor)).includes(input.method)) throw new DomainError('METHOD_NOT_AVAILABLE');
  }
  const needsCard = input.method === 'card' && (input.card === 'new' || (await usableCard(platform, actor)) === null);
  const setup =
    needsCard && (present === null || present.state === 'pending')
      ? await setUpCard(platform, actor, input.idempotencyKey, `my/plan/${product._id}`)
      : null;
  const plan = await inTransaction(platform.databases.client, async (session) => {
    const waiting = { method: input.method, setupId: setup?.setupId ?? null, toldAmount: amount };
    const made = await pendingPlan(platform, actor, product, waiting, session);
    return made.state === 'pending' && setup === null ? activate(platform, scope, actor, made, product, session) : made;
  });
  if (setup && plan.state === 'pending') return { outcome: 'redirect', redirectUrl: setup.redirectUrl };
  // Its mandate may have ended since it was looked at, and nobody would tell of that again.
  if (plan.method === 'direct_debit') await followMandate(platform, scope, plan.memberId);
  await startAtOnce(platform);
  const now = await getPlan(platform.databases.server, scope, plan._id);
  return { outcome: 'active', plan: (await planViews(platform, scope, [now]))[0]! };
}

/** Whoever joins on the charge day is billed on it. */
async function startAtOnce(platform: Platform): Promise<void> {
  platform.nudgeMail();
  await platform.wakeJob(dailyJobName, {});
}

/** Activates a plan whose card was entered; asked again it answers again. @throws DomainError CONFLICT, PROVIDER_UNAVAILABLE */
async function confirm(
  platform: Platform,
  scope: OrgScope,
  actor: AuditActor,
  plan: PlanDocument,
): Promise<z.output<typeof ConfirmPlanOutput>> {
  if (plan.state !== 'pending' || plan.setupId === null) return { setup: plan.state === 'pending' ? 'failed' : 'done' };
  const finished = await paymentsClient(platform, scope).call('cards.finishSetup', { setupId: plan.setupId });
  if (finished?.state !== 'done' || finished.card?.memberId !== plan.memberId)
    return { setup: finished?.state === 'pending' ? 'pending' : 'failed' };
  const db = platform.databases.server;
  await inTransaction(platform.databases.client, async (session) => {
    const now = await getPlan(db, scope, plan._id, session);
    if (now.state !== 'pending' || now.setupId !== plan.setupId) return;
    await activate(platform, scope, actor, now, await getProduct(db, scope, now.productId, session), session);
  });
  await startAtOnce(platform);
  return { setup: 'done' };
}

/** Back from the provider's page. @throws DomainError NOT_FOUND, PROVIDER_UNAVAILABLE */
export async function confirmPlan(
  platform: Platform,
  actor: MemberActor,
  planId: RecurringPlanId,
): Promise<z.output<typeof ConfirmPlanOutput>> {
  return confirm(platform, actor.scope, actor, await ownPlan(platform, actor, planId));
}

/** A card is there: plans that waited for it begin, also where nobody came back from the provider's page. */
export async function confirmWaiting(platform: Platform, scope: OrgScope, memberId: MemberId): Promise<void> {
  for (const plan of await plansOfMember(platform.databases.server, scope, memberId))
    if (plan.state === 'pending' && plan.setupId !== null) await confirm(platform, scope, { kind: 'system', name: 'recurring' }, plan);
}
