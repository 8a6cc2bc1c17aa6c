import { isLiveMandate } from '@tsudoi/shared/contracts/payments/direct-debit.contract';
import type { BillId, MandateId, MemberId } from '@tsudoi/shared/kernel/ids';
import { fullName } from '@tsudoi/shared/kernel/names';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import { enqueueMail } from '../../platform/mail-outbox.ts';
import { paymentsClient } from '../../platform/payments-client.ts';
import type { Platform } from '../../platform/platform.ts';
import { billsOf, isOverdue, isPayable } from '../billing/billing.public.ts';
import { findMembers, mailAddressOf, statusOn, titlesOf } from '../members/members.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { type MoneyMoves, offersDebit } from '../payments/payments.public.ts';
import { planMandateMail } from './plan.mail.ts';
import { type PlanDocument, findPlan, isGoingOn, plansOfMember, savePlan } from './plan.repository.ts';
import { lacksMandate, planOfKey, stateByMandate, turnOf, waitsForMoney } from './plan.rules.ts';
import { getProduct } from './product.repository.ts';

/** Whether a bill of the plan is past its day; what is being settled just now is named. */
async function isOwing(
  platform: Platform,
  scope: OrgScope,
  { _id, memberId }: PlanDocument,
  session: ClientSession,
  settled: ReadonlySet<BillId> = new Set(),
): Promise<boolean> {
  const bills = await billsOf(platform.databases.server, scope).find({ memberId }, { session }).toArray();
  const today = platform.clock.today();
  return bills.some((bill) => planOfKey(bill.requestKey) === _id && isOverdue(bill.status, bill.dueOn, today) && !settled.has(bill._id));
}

/** A plan that stopped with its mandate goes on when another draws and nothing of it is owed any more. */
export async function resumePlan(
  platform: Platform,
  scope: OrgScope,
  plan: PlanDocument,
  session: ClientSession,
  settled?: ReadonlySet<BillId>,
): Promise<PlanDocument> {
  if (!waitsForMoney(plan) || (await isOwing(platform, scope, plan, session, settled))) return plan;
  return savePlan(platform.databases.server, scope, plan, { state: 'active' }, session);
}

/** Hook of the ledger: a bill that was paid, by whatever way, may be the last that its plan waited for. */
export async function resumeDrawnPlans(platform: Platform, scope: OrgScope, { bills }: MoneyMoves, session: ClientSession): Promise<void> {
  const paid = bills.filter(({ before, after }) => after.category === 'recurring' && isPayable(before.status) && !isPayable(after.status));
  if (paid.length === 0) return;
  const settled = new Set(paid.map(({ after }) => after._id));
  for (const planId of new Set(paid.map(({ after }) => planOfKey(after.requestKey)))) {
    const plan = planId && (await findPlan(platform.databases.server, scope, planId, session));
    if (plan) await resumePlan(platform, scope, plan, session, settled);
  }
}

type Word = NonNullable<PlanDocument['mandate']> | null;

const isSame = (known: PlanDocument['mandate'], word: Word): boolean =>
  known !== undefined && known?.mandateId === word?.mandateId && known?.version === word?.version;

/** What the member can do about it; asked for only where something stops. */
async function waysOut(platform: Platform, scope: OrgScope) {
  const { offered } = await paymentsClient(platform, scope).call('cards.offered', {});
  return { cardOffered: offered, debitOffered: (await offersDebit(platform, scope)) === true };
}

/**
 * The member's mandate is another, or in another state: their plans by 口座振替 stop or go on with it, and the member is told once what
 * to do. What was told may be late or come twice, and two mandates of a member have no common order: the one that counts is asked for,
 * after the plans were read, so that of two that look at once the one that asked first does not write last.
 * @throws DomainError PROVIDER_UNAVAILABLE, CONFLICT when a plan changed in between
 */
export async function followMandate(
  platform: Platform,
  scope: OrgScope,
  memberId: MemberId,
  told: { readonly mandateId: MandateId; readonly sequence: number } | null = null,
): Promise<void> {
  const db = platform.databases.server;
  const plans = (await plansOfMember(db, scope, memberId)).filter((plan) => plan.method === 'direct_debit' && isGoingOn(plan));
  const knows = ({ mandate }: PlanDocument) => told !== null && mandate?.mandateId === told.mandateId && mandate.version >= told.sequence;
  if (plans.every(knows)) return;
  const view = await paymentsClient(platform, scope).call('debits.mandateOf', { memberId });
  const word: Word = view && { mandateId: view.mandateId, state: view.state, version: view.version };
  const stops = (word === null || !isLiveMandate(word.state)) && !plans.every(lacksMandate);
  const ways = stops ? await waysOut(platform, scope) : null;
  await inTransaction(platform.databases.client, async (session) => {
    const stopped: PlanDocument[] = [];
    for (const plan of plans) {
      if (isSame(plan.mandate, word)) continue;
      const isLate = plan.state === 'past_due' && word?.state === 'active';
      const state = stateByMandate(plan.state, word, isLate && (await isOwing(platform, scope, plan, session)));
      const saved = await savePlan(db, scope, plan, { mandate: word, state }, session);
      if (lacksMandate(saved) && !lacksMandate(plan)) stopped.push(saved);
    }
    if (ways !== null) await tellOfMandate(platform, scope, memberId, stopped, ways, session);
  });
  platform.nudgeMail();
}

/** Who has left is told nothing: their plans end. */
async function tellOfMandate(
  platform: Platform,
  scope: OrgScope,
  memberId: MemberId,
  stopped: readonly PlanDocument[],
  ways: Awaited<ReturnType<typeof waysOut>>,
  session: ClientSession,
): Promise<void> {
  const db = platform.databases.server;
  const [plan] = stopped;
  const [member] = await findMembers(scope, [memberId], session);
  if (!plan || !member || mailAddressOf(member) === '') return;
  if (turnOf(plan, statusOn(member.statusEntries, platform.clock.today()), 'open') === 'end') return;
  const titleOf = await titlesOf(scope);
  const products = [];
  for (const { productId } of stopped) products.push(await getProduct(db, scope, productId, session));
  const draft = planMandateMail({
    to: mailAddressOf(member),
    memberName: fullName(member),
    honorific: titleOf(member),
    organization: await findOrganization(scope, session),
    plan,
    products,
    ...ways,
    publicUrl: platform.env.PUBLIC_URL,
  });
  await enqueueMail(db, scope, draft, platform.clock.now(), session);
}
