import type { AskingVerdict } from '@tsudoi/shared/contracts/payments/settlement.contract';
import { newDiscrepancyId } from '@tsudoi/shared/kernel/deposit-ids';
import type { ChargeId } from '@tsudoi/shared/kernel/ids';
import { addYen, sumYen } from '@tsudoi/shared/kernel/yen';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { insertOutbox } from '@tsudoi/shared/service/outbox';
import { type AccountDocument, countSettlement, findAccount } from '../accounts/account.repository.ts';
import { credentialsOf } from '../accounts/account.service.ts';
import { type ChargeDocument, findCharges } from '../charges/charge.repository.ts';
import { isLookOutstanding, wantLooks } from '../charges/charge-ask.service.ts';
import type { Connectors } from '../connectors/registry.ts';
import type { SettlementReport } from '../connectors/settlement-report.ts';
import { messageOfDiscrepancy } from '../outbound/outbound.service.ts';
import type { Platform } from '../platform/platform.ts';
import { type DiscrepancyDocument, type DiscrepancyReason, insertDiscrepancies } from './discrepancy.repository.ts';
import { booksFor, linesThatCount } from './settlement-books.service.ts';
import {
  type SettlementDocument,
  awaitAnswers,
  beginReading,
  countingSettlements,
  dueSettlements,
  endReading,
  insertLines,
  postponeReading,
} from './settlement.repository.ts';
import { followTransfer } from './settlement-transfer.service.ts';
import { type MatchedLine, inReadingOrder, matchSettlement, stepsOf, windowOf } from './settlement.rules.ts';

const atOnce = 20;
/** Until somebody else may begin: well above what a provider takes for its answers. */
const readingMs = 120_000;
/** Of one kind in one write. */
const partSize = 400;
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** A question to the provider and what its answer moves; then until each of many is answered. */
const askingMs = 5000;
const answersMs = 15_000;
/** What no provider has answered by then is for people: longer than its charges are asked about again and again. */
const longestWaitMs = 10 * minuteMs;
/** What cannot be read is looked at again for a while: the provider may put it right. */
const unreadableAttempts = 5;

type Line = MatchedLine<ChargeId>;

/** Fetches the settlements that were told of and matches them, each in its turn. */
export async function readDueSettlements(platform: Platform, connectors: Connectors): Promise<void> {
  const { databases, clock } = platform;
  for (const settlement of await dueSettlements(databases.payments, clock.realNow(), atOnce)) {
    const scope = mintOrgScope(settlement.orgId);
    const begun = await beginReading(databases.payments, scope, settlement, new Date(clock.realNow().getTime() + readingMs));
    if (begun) await readSettlement(platform, connectors, scope, begun);
  }
}

async function readSettlement(platform: Platform, connectors: Connectors, scope: OrgScope, settlement: SettlementDocument): Promise<void> {
  const { databases, clock, log } = platform;
  const db = databases.payments;
  const account = await findAccount(db, scope, settlement.accountId);
  const settlements = connectors.get(settlement.provider)?.settlements;
  if (!account || !settlements) return;
  const after = (ms: number) => new Date(clock.realNow().getTime() + ms);
  const later = (ms: number) => postponeReading(db, scope, settlement, after(ms));
  // Readings that waited for the answers of charges did not fail.
  const tries = settlement.attempts - (settlement.waits ?? 0);
  try {
    const result = await settlements.fetch(credentialsOf(platform, account), settlement.providerSettlementId);
    if (result.outcome === 'unknown') return await later(Math.min(minuteMs * 2 ** (tries - 1), dayMs));
    if (result.outcome === 'cancelled') {
      await giveUp(platform, scope, settlement, []);
      return await followTransfer(platform, scope, settlement, 'cancelled');
    }
    if (result.outcome !== 'found') {
      if (tries < unreadableAttempts) return await later(minuteMs * tries);
      return await giveUp(platform, scope, settlement, [discrepancyOf(platform, settlement, 'settlement_unreadable', [], null)]);
    }
    if (await match(platform, scope, settlement, account, result.report))
      return await followTransfer(platform, scope, settlement, result.report.transfer);
    // Our books do not know of money that the provider pays or takes back: it is asked about first, and people only then.
    await awaitAnswers(db, scope, settlement, after(settlement.asked ? answersMs : askingMs), settlement.askedAt ?? clock.realNow());
  } catch (err) {
    log.warn({ err, settlementId: settlement._id }, 'a settlement could not be read yet');
    await later(minuteMs);
  }
}

async function giveUp(platform: Platform, scope: OrgScope, settlement: SettlementDocument, matters: readonly Matter[]): Promise<void> {
  await inTransaction(platform.databases.client, async (session) => {
    await endReading(platform.databases.payments, scope, settlement, { state: 'unreadable', reading: null }, session);
    await raise(platform, scope, matters, session);
  });
  platform.nudgeOutbox();
}

/** False: charges that it pays or takes back are asked about, and it is to be read again after that. */
async function match(
  platform: Platform,
  scope: OrgScope,
  settlement: SettlementDocument,
  account: AccountDocument,
  report: SettlementReport,
): Promise<boolean> {
  const { databases, log } = platform;
  const db = databases.payments;
  const earlier = (await countingSettlements(db, scope, settlement.accountId)).flatMap(({ reading }) => reading ?? []);
  const before = earlier
    .filter(({ cutoffAt }) => cutoffAt < report.cutoffAt)
    .toSorted((left, right) => right.cutoffAt.getTime() - left.cutoffAt.getTime())[0];
  const window = windowOf(report, before ?? null);
  const lines = matchSettlement(report, window, await booksFor(platform, scope, settlement, report, window));
  if (await mayStillBeAnswered(platform, scope, settlement, lines)) return false;
  const { asking, open, rest } = inReadingOrder(lines);
  const ordered = [...asking, ...open, ...rest];
  const { _id: settlementId, attempts: attempt, orgId } = settlement;
  const rows = ordered.map((line, place) => ({ ...line, _id: `${settlementId}#${attempt}#${place}`, orgId, settlementId, attempt, place }));
  for (let from = 0; from < rows.length; from += partSize) await insertLines(db, scope, rows.slice(from, from + partSize));
  const steps = stepsOf(lines, report.remittance);
  const reading = {
    ...window,
    reference: report.reference,
    remittance: report.remittance,
    steps,
    asking: asking.length,
    open: open.length,
    openAmount: sumYen(open.flatMap(({ ours }) => ours ?? [])),
    lineCount: rows.length,
  };
  const discrepancies = await whatAsks(
    platform,
    scope,
    settlement,
    asking,
    steps.every(({ step }) => step !== 'unexplained'),
  );
  await inTransaction(databases.client, async (session) => {
    await countSettlement(db, scope, account, session);
    await endReading(db, scope, settlement, { state: 'read', reading }, session);
    await raise(platform, scope, discrepancies, session);
  });
  platform.nudgeOutbox();
  log.info({ settlementId, lines: rows.length, asking: asking.length, open: open.length }, 'a settlement was read');
  return true;
}

/** Whether charges that it names and our books have otherwise are being asked about, which begins with its first reading. */
async function mayStillBeAnswered(
  platform: Platform,
  scope: OrgScope,
  { asked, askedAt }: SettlementDocument,
  lines: readonly Line[],
): Promise<boolean> {
  const differing = lines.flatMap(({ verdict, chargeId }) =>
    (verdict === 'not_paid' || verdict === 'not_refunded') && chargeId ? [chargeId] : [],
  );
  if (differing.length === 0) return false;
  const charges = await findCharges(platform.databases.payments, scope, [...new Set(differing)]);
  if (!asked) {
    await wantLooks(platform, scope, charges);
    return true;
  }
  if (!askedAt || platform.clock.realNow().getTime() - askedAt.getTime() >= longestWaitMs) return false;
  return isLookOutstanding(platform, scope, charges);
}

interface Matter {
  readonly row: DiscrepancyDocument;
  readonly charge: ChargeDocument | null;
}

/** One matter for each thing that does not fit, however many lines have it: the desk shows them. What was told of as overdue is not told again. */
async function whatAsks(
  platform: Platform,
  scope: OrgScope,
  settlement: SettlementDocument,
  asking: readonly Line[],
  isExplained: boolean,
): Promise<Matter[]> {
  const db = platform.databases.payments;
  const late = asking.flatMap(({ verdict, chargeId }) => (verdict === 'overdue' && chargeId ? [chargeId] : []));
  const told = new Set(
    (await linesThatCount(db, scope, settlement, late)).filter(({ verdict }) => verdict === 'overdue').map(({ chargeId }) => chargeId),
  );
  const groups = new Map<AskingVerdict, Line[]>();
  for (const line of asking) {
    const verdict = line.verdict as AskingVerdict;
    if (verdict === 'overdue' && told.has(line.chargeId)) continue;
    groups.set(verdict, [...(groups.get(verdict) ?? []), line]);
  }
  const alone = [...groups.values()].flatMap((lines) => (lines.length === 1 && lines[0]!.chargeId ? [lines[0]!.chargeId] : []));
  const charges = new Map((await findCharges(db, scope, alone)).map((charge) => [charge._id, charge]));
  const matters = [...groups].map(([verdict, lines]) => {
    const charge = lines.length === 1 ? (charges.get(lines[0]!.chargeId!) ?? null) : null;
    return discrepancyOf(platform, settlement, `settlement_${verdict}`, lines, charge);
  });
  if (!isExplained) matters.push(discrepancyOf(platform, settlement, 'settlement_total', [], null));
  return matters;
}

function discrepancyOf(
  { clock }: Platform,
  settlement: SettlementDocument,
  reason: DiscrepancyReason,
  lines: readonly Line[],
  charge: ChargeDocument | null,
): Matter {
  return {
    charge,
    row: {
      _id: newDiscrepancyId(),
      orgId: settlement.orgId,
      inboxId: settlement.inboxId,
      reason,
      provider: settlement.provider,
      settlementId: settlement._id,
      chargeId: charge?._id ?? null,
      expected: charge && addYen(charge.account?.asked ?? charge.amount, charge.memberFee),
      received: lines.length === 0 || reason === 'settlement_overdue' ? null : sumYen(lines.map(({ amount }) => amount)),
      raisedAt: clock.now(),
    },
  };
}

async function raise(
  { databases, clock }: Platform,
  scope: OrgScope,
  matters: readonly Matter[],
  session: Parameters<typeof insertDiscrepancies>[3],
): Promise<void> {
  await insertDiscrepancies(
    databases.payments,
    scope,
    matters.map(({ row }) => row),
    session,
  );
  await insertOutbox(
    databases.payments,
    matters.map(({ row, charge }) => messageOfDiscrepancy(row, charge, '', clock)),
    session,
  );
}
