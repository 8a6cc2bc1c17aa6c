import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type JstDate, fiscalYearOf, monthOf } from '@tsudoi/shared/kernel/jst';
import { fullName } from '@tsudoi/shared/kernel/names';
import type { RecurringPlanId } from '@tsudoi/shared/kernel/recurring-ids';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { SystemActor } from '../../platform/actor.ts';
import { bouncingAmong } from '../../platform/bounced-addresses.ts';
import { type MailRow, enqueueMail } from '../../platform/mail-outbox.ts';
import type { Platform } from '../../platform/platform.ts';
import { openSingleBill } from '../billing/billing.public.ts';
import { type MemberDocument, findMembers, findMembershipType, mailAddressOf, statusOn, titlesOf } from '../members/members.public.ts';
import { type OrganizationDocument, findOrganization, goesOn, isOver } from '../organizations/organizations.public.ts';
import { collectJobName, startCollection } from './collection.service.ts';
import { followMandate, resumePlan } from './plan-mandate.service.ts';
import { amountOfKey, planAmountMail } from './plan.mail.ts';
import { type PlanDocument, duePlans, everyPlan, findPlan, getPlan, isGoingOn, savePlan } from './plan.repository.ts';
import {
  type OrganizationTurn,
  amountOfPlan,
  asksForMandate,
  billAfter,
  dueDayOf,
  firstBillFrom,
  keyOfMonth,
  newestAmount,
  turnOf,
  waitsForMoney,
} from './plan.rules.ts';
import { notePlan } from './plan.service.ts';
import { type ProductDocument, getProduct } from './product.repository.ts';

const system: SystemActor = { kind: 'system', name: 'recurring' };

interface Month {
  readonly platform: Platform;
  readonly scope: OrgScope;
  readonly session: ClientSession;
  readonly plan: PlanDocument & { readonly nextBillOn: JstDate };
  readonly product: ProductDocument;
  readonly member: MemberDocument;
  readonly organization: OrganizationDocument;
}

const standing = (organization: OrganizationDocument): OrganizationTurn =>
  isOver(organization) ? 'over' : goesOn(organization) ? 'open' : 'rests';

/** A change of today counts from midnight on, also while no job has written it down yet (domain.md 3.2). */
const statusToday = ({ clock }: Platform, member: MemberDocument | undefined) => member && statusOn(member.statusEntries, clock.today());

async function billMonth({ platform, scope, session, plan, product, member, organization }: Month): Promise<void> {
  const db = platform.databases.server;
  const { nextBillOn: on } = plan;
  const type = await findMembershipType(scope, member.membershipTypeId);
  const [, month] = monthOf(on).split('-').map(Number);
  const bill = await openSingleBill(
    platform,
    scope,
    system,
    {
      member,
      membershipTypeName: type?.name ?? '',
      category: 'recurring',
      billName: `${product.name}（${month}月分）`,
      item: { itemId: null, proviso: `${product.name}として`, taxCategory: product.taxCategory },
      amount: amountOfPlan(product, plan.toldAmount, monthOf(on)),
      fiscalYear: fiscalYearOf(on, organization.fiscalYearStartMonth),
      dueOn: dueDayOf(on, plan.method),
      requestKey: keyOfMonth(plan._id, monthOf(on)),
      today: on,
    },
    plan._id,
    session,
  );
  const wanted = { billId: bill._id, memberId: member._id, source: { kind: 'plan', id: plan._id }, firstTryOn: on } as const;
  if (plan.method === 'card') await startCollection(platform, scope, wanted, session);
  await savePlan(db, scope, plan, { lastBillId: bill._id, nextBillOn: billAfter(on, product.chargeDay) }, session);
}

async function end(platform: Platform, scope: OrgScope, plan: PlanDocument, session: ClientSession): Promise<void> {
  await savePlan(platform.databases.server, scope, plan, { state: 'ended', nextBillOn: null, setupId: null }, session);
  await notePlan(platform, scope, system, plan, 'recurring.plan_end', session);
}

/** Bills one month of a plan, or passes over it; false when nothing more is due. Twice is harmless: the plan moves on with its bill. */
async function turnMonth(platform: Platform, scope: OrgScope, planId: RecurringPlanId): Promise<boolean> {
  const db = platform.databases.server;
  return inTransaction(platform.databases.client, async (session) => {
    const present = await getPlan(db, scope, planId, session);
    const { nextBillOn } = present;
    if (nextBillOn === null || nextBillOn > platform.clock.today() || !isGoingOn(present)) return false;
    const plan = await resumePlan(platform, scope, present, session);
    const product = await getProduct(db, scope, plan.productId, session);
    const [member] = await findMembers(scope, [plan.memberId], session);
    const organization = await findOrganization(scope, session);
    const turn = turnOf(plan, statusToday(platform, member), standing(organization));
    if (turn === 'end' || !member) await end(platform, scope, plan, session);
    else if (turn === 'skip') await savePlan(db, scope, plan, { nextBillOn: billAfter(nextBillOn, product.chargeDay) }, session);
    else await billMonth({ platform, scope, session, plan: { ...plan, nextBillOn }, product, member, organization });
    return turn !== 'end';
  });
}

const batchSize = 500;

/** Makes the bills of all plans whose day has come; one that fails does not keep the others (BIL-17). */
export async function workOnPlans(platform: Platform): Promise<void> {
  const due = await duePlans(platform.databases.server, platform.clock.today(), batchSize);
  for (const { _id, orgId } of due) {
    const scope = mintOrgScope(orgId);
    try {
      while (await turnMonth(platform, scope, _id));
    } catch (err) {
      platform.log.warn({ err, planId: _id }, 'the month of a plan could not be billed and waits for the next look');
    }
  }
  if (due.length === 0) return;
  platform.nudgeOutbox();
  await platform.wakeJob(collectJobName, {});
}

/** Tells of another amount before it is charged; that it was told is written with the mail. Whom no mail reaches is not told, and pays on as before. */
async function tellOfAmount(
  platform: Platform,
  scope: OrgScope,
  planId: RecurringPlanId,
  titleOf: Awaited<ReturnType<typeof titlesOf>>,
): Promise<void> {
  const db = platform.databases.server;
  await inTransaction(platform.databases.client, async (session) => {
    const plan = await resumePlan(platform, scope, await getPlan(db, scope, planId, session), session);
    if (plan.nextBillOn === null || !isGoingOn(plan)) return;
    const [member] = await findMembers(scope, [plan.memberId], session);
    const organization = await findOrganization(scope, session);
    const stands = standing(organization);
    if (!member || turnOf(plan, statusToday(platform, member), stands) === 'end') return end(platform, scope, plan, session);
    // Its mails wait: whoever has not read of another amount must not be charged it.
    if (stands === 'rests') return;
    const product = await getProduct(db, scope, plan.productId, session);
    const amount = newestAmount(product);
    const to = mailAddressOf(member);
    if (amount === plan.toldAmount || to === '') return;
    if ((await bouncingAmong(db, scope, [to], session)).size > 0) return;
    const nextBillOn = firstBillFrom(plan.nextBillOn, product.chargeDay, product.next?.from ?? null);
    const saved = await savePlan(db, scope, plan, { toldAmount: amount, toldBefore: plan.toldAmount }, session);
    const draft = planAmountMail({
      to,
      memberName: fullName(member),
      honorific: titleOf(member),
      organization,
      plan: saved,
      productName: product.name,
      amount,
      nextBillOn,
      publicUrl: platform.env.PUBLIC_URL,
    });
    await enqueueMail(db, scope, draft, platform.clock.now(), session);
  });
}

/** Hook of the sender, in the transaction that gives a mail up: a change that did not arrive was not told, and is told once more. */
export async function planAmountGivenUp(platform: Platform, mail: MailRow, session: ClientSession): Promise<void> {
  const told = amountOfKey(mail.idempotencyKey);
  if (!told) return;
  const db = platform.databases.server;
  const scope = mintOrgScope(mail.orgId);
  const plan = await findPlan(db, scope, told.planId, session);
  if (plan?.toldBefore === undefined || plan.toldAmount !== told.amount || !isGoingOn(plan)) return;
  await savePlan(db, scope, plan, { toldAmount: plan.toldBefore }, session);
}

/**
 * Ends the plans of who has left (case 32: who only meant to, keeps theirs) and of organisations that are no more, tells of amounts
 * that changed, and looks whether what stopped with its mandate goes on: its bill was cancelled, or a merge brought another mandate.
 * A mandate of which nothing was told yet is asked for.
 */
export async function tendPlans(platform: Platform): Promise<void> {
  const db = platform.databases.server;
  for await (const batch of everyPlan(db)) {
    for (const orgId of new Set(batch.map((plan) => plan.orgId))) {
      const scope = mintOrgScope(orgId);
      const plans = batch.filter((plan) => plan.orgId === orgId);
      const members = new Map((await findMembers(scope, [...new Set(plans.map(({ memberId }) => memberId))])).map((one) => [one._id, one]));
      const products = new Map<string, ProductDocument>();
      for (const { productId } of plans) if (!products.has(productId)) products.set(productId, await getProduct(db, scope, productId));
      const [organization, titleOf] = await Promise.all([findOrganization(scope), titlesOf(scope)]);
      const stands = standing(organization);
      for (const plan of plans) {
        const member = members.get(plan.memberId);
        const product = products.get(plan.productId)!;
        const isGone = turnOf(plan, statusToday(platform, member), stands) === 'end';
        const asks = !isGone && asksForMandate(plan);
        if (!isGone && !asks && !waitsForMoney(plan) && newestAmount(product) === plan.toldAmount) continue;
        const tended = asks ? followMandate(platform, scope, plan.memberId) : tellOfAmount(platform, scope, plan._id, titleOf);
        await tended.catch((err: unknown) => {
          if (!(err instanceof DomainError && err.code === 'CONFLICT'))
            platform.log.warn({ err, planId: plan._id }, 'a plan could not be tended');
        });
      }
    }
  }
  platform.nudgeMail();
}
