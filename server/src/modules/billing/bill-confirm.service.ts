import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { AdjustmentId, BillId, BillingRunId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type { Yen } from '@tsudoi/shared/kernel/yen';
import { payableOpened } from '@tsudoi/shared/queue/billing.messages';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { insertOutbox, outboxRow } from '@tsudoi/shared/service/outbox';
import type { ClientSession } from 'mongodb';
import type { AuditActor } from '../../platform/actor.ts';
import { recordLive } from '../../platform/live.ts';
import { enqueueMails } from '../../platform/mail-outbox.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { billingAddressOf, titlesOf } from '../members/members.public.ts';
import { findOrganization, isSuspended } from '../organizations/organizations.public.ts';
import { stillUnused, useAdjustments } from './adjustment.repository.ts';
import { repricedAmount } from './bill-amount.rules.ts';
import { newNames, payableOf } from './bill-member.rules.ts';
import { membersOf } from './bill-member.service.ts';
import { tellingWhatHappened } from './bill-happening.service.ts';
import { billStatus, isPayable } from './bill-status.rules.ts';
import { billOpenedMail } from './bill.mail.ts';
import { type BillDocument, billsOf, draftsOfRun, getBill, saveBills } from './bill.repository.ts';
import { factsOf } from './bill.view.ts';
import { type BillingRunDocument, getRun, reportProgress } from './billing-run.repository.ts';
import { refuseDayOver } from './due-date.rules.ts';
import { keepOwingMembers } from './owing-members.service.ts';
import { endRunStep, leaseEnd, withRunLease } from './run-lease.service.ts';
import { announce } from './run-work.service.ts';

type TitleOf = Awaited<ReturnType<typeof titlesOf>>;

/**
 * How drafts are opened: `dueOn` is their day from now on, and whoever is told elsewhere gets no mail. `titleOf`: how members are
 * addressed, where it was read for more than these.
 */
interface Opening {
  readonly dueOn?: JstDate;
  readonly toldElsewhere?: boolean;
  readonly titleOf?: TitleOf;
}

/** A draft as it was looked at. */
type Seen = Pick<BillDocument, 'version'>;

/** Payables per message, and so bills per transaction. */
const batchSize = 200;

interface Confirmed {
  readonly bill: BillDocument;
  readonly change: Partial<BillDocument>;
  /** Whether nothing is written but what all of them get. */
  readonly isPlain: boolean;
  readonly amount: Yen;
}

/**
 * Opens drafts for their members, inside the caller's transaction: unpaid or not_required by the rules, one-time
 * adjustments consumed, the payments-service told of what can be paid, pages woken, one mail per member.
 * An adjustment that another bill has consumed since falls out of the amount: it counts once (domain.md 5.1). A bill says of its
 * member what is so by now, also where a plan or the bill that it is made of had it otherwise (docs/decisions/0088).
 */
export async function confirmDrafts(
  platform: Platform,
  scope: OrgScope,
  given: readonly BillDocument[],
  causedBy: string,
  session: ClientSession,
  { dueOn, toldElsewhere = false, titleOf }: Opening = {},
): Promise<void> {
  if (given.length === 0) return;
  const day = dueOn === undefined ? {} : { dueOn };
  const db = platform.databases.server;
  const now = platform.clock.now();
  const ids = given.map(({ memberId }) => memberId);
  const members = await membersOf(scope, ids, session);
  const drafts = given.map((bill): BillDocument => ({ ...bill, ...day, ...newNames(bill, members.get(bill.memberId)) }));
  const usable = await stillUnused(
    db,
    scope,
    drafts.flatMap((bill) => bill.oneTimeAdjustmentIds),
    session,
  );
  const uses: { adjustmentId: AdjustmentId; billId: BillId }[] = [];
  const confirmed = drafts.map((bill, at): Confirmed => {
    const kept = bill.oneTimeAdjustmentIds.filter((id) => usable.delete(id));
    uses.push(...kept.map((adjustmentId) => ({ adjustmentId, billId: bill._id })));
    const price: Partial<BillDocument> = kept.length === bill.oneTimeAdjustmentIds.length ? {} : repriced(bill, new Set(kept));
    const amount = price.amount ?? bill.amount;
    const status = billStatus({ ...factsOf(bill), amount, confirmed: true });
    const own = { ...newNames(given[at]!, members.get(bill.memberId)), ...price };
    const change = { ...own, ...day, oneTimeAdjustmentIds: kept, status, confirmedAt: now };
    return { bill, amount, change, isPlain: Object.keys(own).length === 0 };
  });
  await saveConfirmed(platform, scope, confirmed, { ...day, confirmedAt: now }, session);
  const opened = confirmed.map(({ bill, change }) => ({ memberId: bill.memberId, status: change.status! }));
  await keepOwingMembers(
    db,
    scope,
    opened.filter(({ status }) => isPayable(status)),
    session,
  );
  await useAdjustments(db, scope, uses, session);
  const payable = confirmed.filter((entry) => entry.amount > 0);
  if (payable.length > 0) {
    const payables = payable.map(({ bill, amount }) => payableOf({ ...bill, amount }, members.get(bill.memberId)));
    await insertOutbox(db, [outboxRow(payableOpened, scope.orgId, { payables }, causedBy, platform.clock)], session);
  }
  await recordLive(
    db,
    scope,
    confirmed.map(({ bill }) => ({ topic: 'bills' as const, ref: bill._id, memberId: bill.memberId })),
    now,
    session,
  );
  if (!toldElsewhere) await mailMembers(platform, scope, payable, members, titleOf, session);
}

/** Plain bills of a batch share one update; only repriced and renamed ones are written one by one. */
async function saveConfirmed(
  platform: Platform,
  scope: OrgScope,
  confirmed: readonly Confirmed[],
  shared: Pick<BillDocument, 'confirmedAt'> & Partial<BillDocument>,
  session: ClientSession,
): Promise<void> {
  const db = platform.databases.server;
  const changed = confirmed.filter(({ isPlain }) => !isPlain);
  const plain = confirmed.filter(({ isPlain }) => isPlain);
  for (const status of ['unpaid', 'not_required'] as const) {
    const ids = plain.filter((entry) => entry.change.status === status).map((entry) => entry.bill._id);
    if (ids.length === 0) continue;
    const result = await billsOf(db, scope).updateMany(
      { _id: { $in: ids }, status: 'draft' },
      { $set: { ...shared, status }, $inc: { version: 1 } },
      session,
    );
    if (result.matchedCount !== ids.length) throw new Error('drafts changed inside their own transaction');
  }
  await saveBills(db, scope, changed, session);
}

function repriced(bill: BillDocument, kept: ReadonlySet<AdjustmentId>): Pick<BillDocument, 'amount' | 'parts' | 'lines'> {
  const { amount, parts } = repricedAmount(
    bill.parts,
    bill.oneTimeAdjustmentIds.map((id) => kept.has(id)),
  );
  const taxCategory = bill.lines[0]?.taxCategory ?? 'out_of_scope';
  return { amount, parts, lines: parts.map((part) => ({ label: part.label, amount: part.amount, taxCategory })) };
}

async function mailMembers(
  platform: Platform,
  scope: OrgScope,
  confirmed: readonly Confirmed[],
  members: Awaited<ReturnType<typeof membersOf>>,
  known: TitleOf | undefined,
  session: ClientSession,
): Promise<void> {
  if (confirmed.length === 0) return;
  // Both outside the transaction, and once for all of them.
  const [organization, titleOf] = await Promise.all([findOrganization(scope), known ?? titlesOf(scope)]);
  const drafts = confirmed.flatMap(({ bill, amount }) => {
    const member = members.get(bill.memberId);
    const to = member ? billingAddressOf(member) : '';
    if (!member || to === '') return [];
    return [billOpenedMail({ to, honorific: titleOf(member) }, organization, { ...bill, amount }, platform.env.PUBLIC_URL)];
  });
  await enqueueMails(platform.databases.server, scope, drafts, platform.clock.now(), session);
}

/**
 * Confirming a confirmed bill changes nothing (case 12), except that whoever wanted another due day hears that it has one. A draft
 * whose due day is over needs a new one; one that was changed since it was `seen` is not sent out.
 * @throws DomainError NOT_FOUND, BILL_CANCELLED, BILL_CHANGED_SINCE, INVALID_INPUT
 */
export function confirmBill(
  platform: Platform,
  scope: OrgScope,
  actor: AuditActor,
  billId: BillId,
  newDueOn: JstDate | null = null,
  seen: Seen | null = null,
): Promise<BillDocument> {
  return tellingWhatHappened(platform, scope, [billId], () => confirmOne(platform, scope, actor, billId, newDueOn, seen));
}

async function confirmOne(
  platform: Platform,
  scope: OrgScope,
  actor: AuditActor,
  billId: BillId,
  newDueOn: JstDate | null,
  seen: Seen | null,
): Promise<BillDocument> {
  const db = platform.databases.server;
  const bill = await inTransaction(platform.databases.client, async (session) => {
    const draft = await getBill(db, scope, billId, session);
    if (draft.cancelledAt !== null) throw new DomainError('BILL_CANCELLED');
    if (draft.status !== 'draft') {
      if (newDueOn !== null && newDueOn !== draft.dueOn) throw new DomainError('BILL_CHANGED_SINCE', { what: 'dueOn' });
      return draft;
    }
    if (seen && seen.version !== draft.version) throw new DomainError('BILL_CHANGED_SINCE', { what: 'draft' });
    const dueOn = newDueOn ?? draft.dueOn;
    refuseDayOver(dueOn, platform.clock.today());
    await confirmDrafts(platform, scope, [draft], billId, session, { dueOn });
    await recordAudit(
      platform,
      scope,
      actor,
      {
        action: 'bill.confirm',
        subjectKind: 'bill',
        subjectId: billId,
        subjectName: draft.billNumber,
        fields: dueOn === draft.dueOn ? ['status'] : ['status', 'dueOn'],
      },
      session,
    );
    return getBill(db, scope, billId, session);
  });
  platform.nudgeOutbox();
  platform.nudgeMail();
  return bill;
}

/**
 * Confirms a run's drafts in batches of one short transaction each; continued by whoever finds it unfinished. What rested over
 * its due day, with the organisation or because no process ran, halts: people give the rest a new one.
 */
export function workOnConfirmation(platform: Platform, scope: OrgScope, runId: BillingRunId): Promise<void> {
  return withRunLease(platform, scope, runId, async (run) => {
    if (run.confirmation.state !== 'processing') return;
    const titleOf = await titlesOf(scope);
    for (;;) {
      if (run.dueOn < platform.clock.today() && (await draftsOfRun(platform.databases.server, scope, runId, 1)).length > 0)
        return haltForNewDay(platform, scope, run);
      const count = await confirmBatch(platform, scope, run, titleOf);
      platform.nudgeOutbox();
      if (count === 0) break;
      await announce(platform, scope, run);
      if (platform.stopping() || isSuspended(await findOrganization(scope))) return;
    }
    await finishConfirmation(platform, scope, run);
    platform.nudgeMail();
  });
}

function confirmBatch(platform: Platform, scope: OrgScope, run: BillingRunDocument, titleOf: TitleOf): Promise<number> {
  const db = platform.databases.server;
  return inTransaction(platform.databases.client, async (session) => {
    const drafts = await draftsOfRun(db, scope, run._id, batchSize, session);
    await confirmDrafts(platform, scope, drafts, run._id, session, { dueOn: run.dueOn, titleOf });
    const kept = await reportProgress(db, scope, run, { leaseUntil: leaseEnd(platform) }, { confirmed: drafts.length }, session);
    if (!kept) throw new Error('the lease of this run went to another process');
    return drafts.length;
  });
}

function haltForNewDay(platform: Platform, scope: OrgScope, run: BillingRunDocument): Promise<void> {
  const change = { leaseUntil: null, 'confirmation.state': 'paused' } as const;
  return inTransaction(platform.databases.client, (session) => endRunStep(platform, scope, run, change, 'billingRun.pause', session));
}

async function finishConfirmation(platform: Platform, scope: OrgScope, run: BillingRunDocument): Promise<void> {
  const db = platform.databases.server;
  await inTransaction(platform.databases.client, async (session) => {
    const end = await getRun(db, scope, run._id, session);
    const change = { leaseUntil: null, 'confirmation.state': 'completed', 'confirmation.total': end.confirmation.done } as const;
    await endRunStep(platform, scope, run, change, 'billingRun.confirmed', session);
  });
}
