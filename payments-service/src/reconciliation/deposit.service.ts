import { isDeepStrictEqual } from 'node:util';
import {
  type BankFileView,
  type DepositEvidence,
  type DepositFacts,
  type DepositShare,
  type DeskDeposit,
  type ReadBankFileOutput,
  type depositViews,
  isPayerShare,
} from '@tsudoi/shared/contracts/payments/deposit.contract';
import type { DepositId } from '@tsudoi/shared/kernel/deposit-ids';
import type { PaymentId } from '@tsudoi/shared/kernel/ids';
import { yen } from '@tsudoi/shared/kernel/yen';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { takeBankFile, toFileView } from './deposit-file.service.ts';
import {
  type DepositDocument,
  type DepositState,
  depositSums,
  findDeposit,
  learnRemitter,
  moveDeposit,
  pageOfDeposits,
  recentFiles,
} from './deposit.repository.ts';
import { remitterKeys } from './evidence.rules.ts';
import { evidenceFor } from './evidence.service.ts';
import { type Desk, askToUndo, askedAgain, settleRecalls, waitingFor, weighedBy } from './recall.service.ts';

type FoundDeposit = DepositFacts &
  Pick<DeskDeposit, 'recallFit' | 'recallChosen'> & { evidence: DepositEvidence[]; choices: DepositFacts[] };
type View = (typeof depositViews)[number];

/** What the office has not decided about comes with the oldest day first, what it has with the newest. */
const statesOf: Readonly<Record<View, readonly DepositState[]>> = {
  open: ['open', 'settling'],
  held: ['held'],
  settled: ['settled', 'recalled', 'put_away'],
};

/** How long whoever brings a file waits for its end (some thirty thousand lines); the server hangs up after twenty seconds. */
const waitMs = 8000;

/** Reads a bank's file for one organisation. Refusals are outcomes, and change nothing. */
export function readBankFile(
  desk: Desk,
  scope: OrgScope,
  given: { readonly fileName: string; readonly packed: Uint8Array; readonly readBy: string },
): Promise<ReadBankFileOutput> {
  const { clock } = desk;
  const until = clock.realNow().getTime() + waitMs;
  const at = { now: clock.now(), today: clock.today(), hasTime: () => clock.realNow().getTime() < until };
  return takeBankFile(desk, scope, given, at);
}

/** The files read of late, the newest first. */
export async function bankFiles({ databases }: Desk, scope: OrgScope): Promise<BankFileView[]> {
  return (await recentFiles(databases.payments, scope, 20)).map(toFileView);
}

function toFacts({ _id, decidedAt, takesBack, ...row }: DepositDocument): DepositFacts {
  return {
    depositId: _id,
    state: row.state,
    round: row.round,
    bookedOn: row.bookedOn,
    amount: row.amount,
    remitter: row.remitter,
    from: row.from,
    account: row.account,
    inquiryNumber: row.inquiryNumber,
    cancels: takesBack !== null,
    recallAsked: row.recallAsked,
    note: row.note,
    decidedBy: row.decidedBy,
    decidedAt: decidedAt?.toISOString() ?? null,
    shares: row.shares,
    paymentIds: row.paymentIds,
  };
}

async function withEvidence(desk: Desk, scope: OrgScope, rows: readonly DepositDocument[]): Promise<FoundDeposit[]> {
  const sought = rows.filter((row) => row.takesBack === null && (row.state === 'open' || row.state === 'held'));
  const evidence = await evidenceFor(desk.databases.payments, scope, sought);
  const found = new Map(sought.map((row, at) => [row._id, evidence[at]!]));
  return Promise.all(
    rows.map(async (row) => {
      const { recallFit, choices } = await waitingFor(desk, scope, row);
      const recallChosen = row.chosen !== undefined;
      return { ...toFacts(row), evidence: found.get(row._id) ?? [], recallFit, recallChosen, choices: choices.map(toFacts) };
    }),
  );
}

/** A page of the desk. Whom a deposit may be from is looked up now: bills and remitters that are new since count too. */
export async function deskDeposits(
  platform: Desk,
  scope: OrgScope,
  { view, cursor, size }: { readonly view: View; readonly cursor: string | null; readonly size: number },
): Promise<{
  rows: FoundDeposit[];
  next: string | null;
  sums: Record<'open' | 'held', { count: number; amount: ReturnType<typeof yen> }>;
}> {
  const db = platform.databases.payments;
  const [page, sums] = await Promise.all([
    pageOfDeposits(db, scope, statesOf[view], cursor, size + 1, view === 'settled'),
    depositSums(db, scope),
  ]);
  const rows = page.slice(0, size);
  const sumOf = (states: readonly string[]) => ({
    count: states.reduce((sum, state) => sum + (sums.get(state)?.count ?? 0), 0),
    amount: yen(states.reduce((sum, state) => sum + (sums.get(state)?.amount ?? 0), 0)),
  });
  return {
    rows: await withEvidence(platform, scope, rows),
    next: page.length > size ? rows.at(-1)!.place : null,
    sums: { open: sumOf(['open', 'settling']), held: sumOf(['held']) },
  };
}

/** One deposit, or null for another organisation's. */
export async function deskDeposit(platform: Desk, scope: OrgScope, depositId: DepositId): Promise<FoundDeposit | null> {
  const row = await findDeposit(platform.databases.payments, scope, depositId);
  return row ? (await withEvidence(platform, scope, [row]))[0]! : null;
}

/**
 * Keeps one decision of a round, before any money is written: two people at two desks cannot both have theirs. The same decision
 * again is the same claim, so that what was broken off in the middle is gone on with.
 */
export async function claimDeposit(
  { databases, clock }: Desk,
  scope: OrgScope,
  claim: { readonly depositId: DepositId; readonly round: number; readonly shares: DepositShare[]; readonly decidedBy: string },
): Promise<DepositFacts | null> {
  const db = databases.payments;
  const { depositId, round, shares, decidedBy } = claim;
  const before = await findDeposit(db, scope, depositId);
  if (before?.takesBack !== null) return null;
  await moveDeposit(
    db,
    scope,
    depositId,
    { states: ['open', 'held'], round },
    { $set: { state: 'settling', shares, decidedBy, decidedAt: clock.now() } },
  );
  const row = await findDeposit(db, scope, depositId);
  if (!row || row.round !== round || (row.state !== 'settling' && row.state !== 'settled')) return null;
  return isDeepStrictEqual(row.shares, shares) ? toFacts(row) : null;
}

/** The money of a claim is written (`paymentIds`), or it could not be and the deposit is open again (null). */
export async function finishDeposit(
  desk: Desk,
  scope: OrgScope,
  { depositId, round, paymentIds }: { readonly depositId: DepositId; readonly round: number; readonly paymentIds: PaymentId[] | null },
): Promise<void> {
  const db = desk.databases.payments;
  const from = { states: ['settling'] as const, round };
  if (paymentIds === null) {
    await moveDeposit(db, scope, depositId, from, { $set: { state: 'open', shares: [], decidedBy: '', decidedAt: null } });
    if ((await findDeposit(db, scope, depositId))?.recallAsked) await settleRecalls(desk, scope);
    return;
  }
  if (await moveDeposit(db, scope, depositId, from, { $set: { state: 'settled', paymentIds, note: '' } }))
    await remember(desk, scope, depositId, 1);
  // The bank may have taken it back while it was being written.
  await askToUndo(desk, scope, await findDeposit(db, scope, depositId));
}

/** A line that paid for several people, as a payer's does, says nothing about the next one: only whoever it was alone is remembered. */
async function remember(
  { databases }: Pick<Desk, 'databases'>,
  scope: OrgScope,
  depositId: DepositId,
  times: 1 | -1,
  before: DepositDocument | null = null,
): Promise<void> {
  const row = before ?? (await findDeposit(databases.payments, scope, depositId));
  const [only, ...more] = row?.shares ?? [];
  if (!row || !only || more.length > 0 || isPayerShare(only)) return;
  for (const key of remitterKeys(row))
    await learnRemitter(
      databases.payments,
      scope,
      { key, memberId: only.memberId, from: key.startsWith('c:') ? '' : row.from, on: row.bookedOn },
      times,
    );
}

/** What was settled was taken back by reversal entries: open again for another decision, or gone where the bank recalled it. */
export async function reopenDeposit(desk: Desk, scope: OrgScope, depositId: DepositId, round: number): Promise<boolean> {
  const db = desk.databases.payments;
  const row = await findDeposit(db, scope, depositId);
  if (row?.state !== 'settled' || row.round !== round) return false;
  const state: DepositState = row.recallAsked ? 'recalled' : 'open';
  const change = { state, shares: [], paymentIds: [], decidedBy: '', decidedAt: null };
  if (!(await moveDeposit(db, scope, depositId, { states: ['settled'], round }, { $set: change, $inc: { round: 1 } }))) return false;
  await remember(desk, scope, depositId, -1, row);
  if (row.recallAsked) await settleRecalls(desk, scope);
  return true;
}

/**
 * Puts an open deposit aside with a note, or takes it back to the open ones. A 取消 waits for its deposit and is not put aside; where
 * people have found what it means, or that it means nothing, it is put away for good, with what they found.
 */
export async function holdDeposit(desk: Desk, scope: OrgScope, depositId: DepositId, note: string | null, by: string): Promise<boolean> {
  const db = desk.databases.payments;
  const row = await findDeposit(db, scope, depositId);
  if (!row) return false;
  const isRecall = row.takesBack !== null;
  if (note === null) {
    const isOut = await moveDeposit(db, scope, depositId, { states: ['held', 'put_away'] }, askedAgain);
    // Put aside when that could still be done, or put away too early: it takes its deposit back now.
    if (isOut && isRecall) await settleRecalls(desk, scope);
    return isOut;
  }
  if (isRecall && note === '') return false;
  const decided = { note, decidedBy: by, decidedAt: desk.clock.now() };
  if (!isRecall) return moveDeposit(db, scope, depositId, { states: ['open', 'held'] }, { $set: { state: 'held', ...decided } });
  const away = { state: 'put_away' as const, weighed: await weighedBy(desk, scope, row), ...decided };
  return moveDeposit(db, scope, depositId, { states: ['open', 'held'] }, { $set: away });
}
