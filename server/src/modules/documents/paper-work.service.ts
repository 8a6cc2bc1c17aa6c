import type { BillId, PaperJobId } from '@tsudoi/shared/kernel/ids';
import { monotonicMs } from '@tsudoi/shared/service/clock';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { AuditActor } from '../../platform/actor.ts';
import { takeNumbers } from '../../platform/counters.ts';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudits } from '../audit/audit.public.ts';
import { type BillDocument, billIdsOfRun, findBills, touchBills } from '../billing/billing.public.ts';
import { type MoneyOnBill, moneyThatPays, payersOfBills } from '../payments/payments.public.ts';
import { drawAside } from './drawing.service.ts';
import { hasInvoice } from './invoice.rules.ts';
import { invoiceFolder, invoiceRow, isCurrent } from './invoice.service.ts';
import { type PaperJobDocument, paperJobs } from './paper-job.repository.ts';
import { type Press, pressOf } from './paper-facts.service.ts';
import { insertPapers, liveInvoicesOfBills, namePaperFiles, voidPaper } from './paper.repository.ts';
import { unnumberedAmong } from './paper-number.service.ts';
import { ownNamesOf } from './paper-title.service.ts';
import { paperNumber, seriesOf } from './paper.rules.ts';
import { insertReceipts, liveReceiptsOfBills, nameFiles } from './receipt.repository.ts';
import { hasReceipt } from './receipt.rules.ts';
import { contentOf, receiptFolder, receiptRow } from './receipt.service.ts';
import { storeBytes } from './stored-bytes.service.ts';

const leaseMs = 30_000;
/** Papers of one transaction: so few that nobody who reads beside it waits for long (with twenty, twice as long as with nobody at work). */
const batchSize = 3;

interface Batch {
  readonly platform: Platform;
  readonly scope: OrgScope;
  readonly actor: AuditActor;
  readonly press: Press;
  readonly bills: readonly BillDocument[];
}

/** The numbers of a batch, in its own transaction: one that fails gives them back. */
async function numbersOf(
  { platform, scope }: Batch,
  kind: 'invoice' | 'receipt',
  count: number,
  session: ClientSession,
): Promise<string[]> {
  if (count === 0) return [];
  const issuedOn = platform.clock.today();
  const first = await takeNumbers(platform.databases.server, scope, seriesOf(kind, issuedOn), count, session);
  return Array.from({ length: count }, (_, index) => paperNumber(kind, issuedOn, first + index));
}

async function noteOf(
  { platform, scope, actor }: Batch,
  action: 'invoice.issue' | 'invoice.replace' | 'receipt.issue',
  rows: readonly { _id: string; number: string }[],
  session: ClientSession,
) {
  await recordAudits(
    platform,
    scope,
    actor,
    rows.map((row) => ({ action, subjectKind: action.split('.')[0]!, subjectId: row._id, subjectName: row.number, fields: [] })),
    session,
  );
}

/** What became of a batch: papers issued, and bills that have none since a payer has it. */
interface Issued {
  readonly issued: number;
  readonly byPayer: number;
}

/** The bills as the transaction sees them. */
async function billsIn(batch: Batch, session: ClientSession): Promise<BillDocument[]> {
  const now = await findBills(
    batch.platform.databases.server,
    batch.scope,
    batch.bills.map(({ _id }) => _id),
    session,
  );
  return now.toSorted((left, right) => (left.billNumber < right.billNumber ? -1 : 1));
}

async function issueInvoices(batch: Batch): Promise<Issued> {
  const { platform, scope, press } = batch;
  const db = platform.databases.server;
  const ids = batch.bills.map(({ _id }) => _id);
  const done = await inTransaction(platform.databases.client, async (session) => {
    const live = new Map((await liveInvoicesOfBills(db, scope, ids, session)).map((invoice) => [invoice.billId, invoice]));
    // What has changed is a new invoice here as well: else the old sum or account would stay what the archive and the member have.
    const isCurrentOf = (bill: BillDocument): boolean => {
      const known = live.get(bill._id);
      return known !== undefined && isCurrent(known, bill, press);
    };
    const bills = (await billsIn(batch, session)).filter(({ status }) => hasInvoice(status));
    const payers = await payersOfBills(platform, scope, bills, session);
    const open = bills.filter((bill) => !payers.has(bill._id) && !isCurrentOf(bill));
    const listed = open.filter(({ payLink }) => payLink).map(({ _id }) => _id);
    const owns = await ownNamesOf(scope, press, open, session);
    // As where one is issued: against a payer's money of this moment.
    await touchBills(db, scope, listed, session);
    const numbers = await numbersOf(batch, 'invoice', open.length, session);
    const unnumbered = await unnumberedAmong(platform, scope, open, session);
    const rows = open.map((bill, index) => {
      const known = live.get(bill._id);
      const addressee = known?.content.addressee ?? bill.memberName;
      const own = owns.get(bill._id) ?? null;
      const said = { number: numbers[index]!, addressee, own, replaces: known?.number ?? '', awaitsNumber: unnumbered.has(bill) };
      return invoiceRow(platform, scope, bill, press, said);
    });
    for (const { _id } of open) {
      const known = live.get(_id);
      if (known) await voidPaper(db, scope, known, platform.clock.now(), session);
    }
    await insertPapers(db, scope, rows, session);
    const [first, next] = [rows.filter(({ content }) => content.replaces === ''), rows.filter(({ content }) => content.replaces !== '')];
    await noteOf(batch, 'invoice.issue', first, session);
    await noteOf(batch, 'invoice.replace', next, session);
    const news = next.map(({ _id, memberId }) => ({ topic: 'receipts' as const, ref: _id, memberId }));
    await recordLive(db, scope, news, platform.clock.now(), session);
    return { issued: rows.length, byPayer: payers.size };
  });
  // What a killed process had written without its bytes is among them.
  await storeBytes(db, scope, await liveInvoicesOfBills(db, scope, ids), {
    folderOf: invoiceFolder,
    draw: ({ content, issuedAt }) => drawAside({ kind: 'invoice', content, issuedAt }),
    name: (files) => namePaperFiles(db, scope, files),
  });
  return done;
}

async function issueReceipts(batch: Batch): Promise<Issued> {
  const { platform, scope, press } = batch;
  const db = platform.databases.server;
  const ids = batch.bills.map(({ _id }) => _id);
  const issued = await inTransaction(platform.databases.client, async (session) => {
    const taken = new Set<string>((await liveReceiptsOfBills(db, scope, ids, session)).map(({ billId }) => billId));
    const drafts: { bill: BillDocument; draft: ReturnType<typeof contentOf>; money: MoneyOnBill[] }[] = [];
    const open = (await billsIn(batch, session)).filter(({ _id, status }) => hasReceipt(status) && !taken.has(_id));
    const owns = await ownNamesOf(scope, press, open, session);
    for (const bill of open) {
      const own = owns.get(bill._id) ?? null;
      const money = await moneyThatPays(platform, scope, bill, session);
      // Settled by a waiver alone, it has no money to be receipted.
      if (money.length === 0) continue;
      const draft = contentOf(bill, money, press, { addressee: undefined, own, medium: 'electronic' });
      drafts.push({ bill, draft, money });
    }
    // Whoever takes the money back in this moment writes the bill as well, so that one of the two sees the other.
    await touchBills(
      db,
      scope,
      drafts.map(({ bill }) => bill._id),
      session,
    );
    const numbers = await numbersOf(batch, 'receipt', drafts.length, session);
    const unnumbered = await unnumberedAmong(
      platform,
      scope,
      drafts.map(({ bill }) => bill),
      session,
    );
    const rows = drafts.map(({ bill, draft, money }, index) =>
      receiptRow(platform, scope, bill, draft, money, { number: numbers[index]!, awaitsNumber: unnumbered.has(bill) }),
    );
    await insertReceipts(db, scope, rows, session);
    await noteOf(batch, 'receipt.issue', rows, session);
    return rows.length;
  });
  await storeBytes(db, scope, await liveReceiptsOfBills(db, scope, ids), {
    folderOf: receiptFolder,
    draw: ({ content, issuedAt }) => drawAside({ kind: 'receipt', content, issuedAt }),
    name: (files) => nameFiles(db, scope, files),
  });
  return { issued, byPayer: 0 };
}

async function carryOut(
  platform: Platform,
  scope: OrgScope,
  press: Press,
  job: PaperJobDocument,
  rest: readonly BillId[],
): Promise<PaperJobDocument | null> {
  const db = platform.databases.server;
  const ids = rest.slice(0, batchSize);
  const bills = await findBills(db, scope, ids);
  const actor: AuditActor = { kind: 'user', userId: job.userId, name: job.userName };
  const batch: Batch = { platform, scope, actor, press, bills };
  const { issued, byPayer } =
    bills.length === 0 ? { issued: 0, byPayer: 0 } : await (job.kind === 'invoice' ? issueInvoices : issueReceipts)(batch);
  const isLast = rest.length <= batchSize;
  const moved = await paperJobs.report(db, scope, job, {
    done: job.done + bills.length,
    issued: job.issued + issued,
    skipped: job.skipped + bills.length - issued,
    byPayer: (job.byPayer ?? 0) + byPayer,
    after: ids.at(-1) ?? job.after,
    state: isLast ? 'done' : 'running',
    leaseUntil: isLast ? null : new Date(platform.clock.realNow().getTime() + leaseMs),
  });
  await recordLive(db, scope, [{ topic: 'receipts', ref: job._id }], platform.clock.now());
  return moved;
}

/**
 * Carries a job out, for no longer than it is given: then it waits for its next turn. A killed one is taken up where it stood.
 * Does nothing while another process has it.
 */
export async function workOnPaperJob(
  platform: Platform,
  scope: OrgScope,
  jobId: PaperJobId,
  longestMs = Number.POSITIVE_INFINITY,
): Promise<void> {
  const begun = monotonicMs();
  let job = await paperJobs.claim(platform.databases.server, scope, jobId, platform.clock.realNow(), leaseMs);
  if (!job) return;
  const press = await pressOf(platform, scope);
  const all = await billIdsOfRun(platform.databases.server, scope, job.runId);
  const { after } = job;
  let rest = after === null ? all : all.filter((billId) => billId > after);
  do {
    if (platform.stopping()) break;
    job = await carryOut(platform, scope, press, job, rest);
    rest = rest.slice(batchSize);
  } while (job?.state === 'running' && monotonicMs() - begun < longestMs);
  if (job?.state === 'running') await paperJobs.report(platform.databases.server, scope, job, { leaseUntil: null });
}
