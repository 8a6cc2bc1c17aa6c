import { type ChosenRecall, isPayerShare } from '@tsudoi/shared/contracts/payments/deposit.contract';
import type { DepositId } from '@tsudoi/shared/kernel/deposit-ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Db } from 'mongodb';
import type { Platform } from '../platform/platform.ts';
import { type DepositDocument, depositsByKeys, findDeposit, moveDeposit, recallsIn } from './deposit.repository.ts';
import { raisedAmong } from './discrepancy.repository.ts';
import { raiseDiscrepancy } from './discrepancy.service.ts';
import { type RecallFit, type RecallVerdict, keysSought, mayStillCome, takenBack } from './recall.rules.ts';

/** What of the service settling and recalling takes. */
export type Desk = Pick<Platform, 'databases' | 'clock' | 'nudgeOutbox'>;

const weigh = async (db: Db, scope: OrgScope, recall: DepositDocument): Promise<RecallVerdict<DepositDocument>> =>
  takenBack(recall, await depositsByKeys(db, scope, keysSought(recall)));

const isWaiting = ({ takesBack, state }: DepositDocument): boolean => takesBack !== null && (state === 'open' || state === 'held');

/** Why a 取消 waits, for people to see, and what they may choose among; null for what is none, or waits no more. */
export async function waitingFor(
  { databases }: Pick<Desk, 'databases'>,
  scope: OrgScope,
  row: DepositDocument,
): Promise<{ readonly recallFit: RecallFit | null; readonly choices: readonly DepositDocument[] }> {
  if (!isWaiting(row)) return { recallFit: null, choices: [] };
  const verdict = await weigh(databases.payments, scope, row);
  return verdict.fit === 'one' ? { recallFit: 'settled', choices: [] } : { recallFit: verdict.fit, choices: verdict.deposits };
}

/**
 * People say which of several deposits a 取消 takes back. It is decided once: the round of the 取消 is taken first, so that of two who
 * choose at once one has it, and only then does the deposit go, or its undoing is asked for where it is settled. What was chosen has to
 * be as it was seen. False where it is not, or where nobody has to choose any more.
 */
export async function chooseRecalled(
  desk: Desk,
  scope: OrgScope,
  {
    depositId,
    round,
    chosen,
    by,
  }: { readonly depositId: DepositId; readonly round: number; readonly chosen: ChosenRecall; readonly by: string },
): Promise<boolean> {
  const db = desk.databases.payments;
  const recall = await findDeposit(db, scope, depositId);
  if (!recall || !isWaiting(recall) || recall.round !== round) return false;
  const verdict = await weigh(db, scope, recall);
  if (verdict.fit !== 'several') return false;
  const seen = verdict.deposits.find(({ _id }) => _id === chosen.depositId);
  if (!seen || seen.state !== chosen.state || seen.round !== chosen.round) return false;
  const decided = { state: 'open' as const, note: '', chosen: seen._id, decidedBy: by, decidedAt: desk.clock.now() };
  if (!(await moveDeposit(db, scope, depositId, { states: ['open', 'held'], round }, { $set: decided, $inc: { round: 1 } }))) return false;
  await settleRecall(desk, scope, { ...recall, ...decided, round: round + 1 });
  return true;
}

/**
 * Takes a choice back: what it took away is before people once more, one that is settled is not asked back any more, and the 取消 is a
 * question again. The deposit comes first: what breaks off between is done by the same press again. What no people have chosen stays.
 */
export async function unchooseRecalled(desk: Desk, scope: OrgScope, depositId: DepositId, round: number): Promise<boolean> {
  const db = desk.databases.payments;
  const recall = await findDeposit(db, scope, depositId);
  if (!recall?.chosen || recall.round !== round || !(recall.state === 'recalled' || isWaiting(recall))) return false;
  const taken = await findDeposit(db, scope, recall.chosen);
  if (taken?.takenBy === recall._id) {
    const free = { $unset: { takenBy: '' as const } };
    // The next round of what was gone, so that nobody frees it twice; the round of what is settled names its payments.
    if (taken.state === 'recalled') {
      const open = { $set: { state: 'open' as const, recallAsked: false }, $inc: { round: 1 }, ...free };
      await moveDeposit(db, scope, taken._id, { states: ['recalled'], round: taken.round }, open);
    } else await moveDeposit(db, scope, taken._id, { states: ['settling', 'settled'] }, { $set: { recallAsked: false }, ...free });
  }
  const asked = { $set: askedAgain.$set, $unset: { ...askedAgain.$unset, chosen: '' as const }, $inc: { round: 1 } };
  return moveDeposit(db, scope, depositId, { states: [recall.state], round }, asked);
}

/** What a 取消 may mean as it stands: whoever puts it away has weighed these. */
export async function weighedBy({ databases }: Pick<Desk, 'databases'>, scope: OrgScope, recall: DepositDocument) {
  const verdict = await weigh(databases.payments, scope, recall);
  return verdict.fit === 'one' ? [verdict.deposit._id] : verdict.deposits.map(({ _id }) => _id);
}

/**
 * A 取消 takes back what nobody has decided about. What is settled already stays, is marked, and people are asked to undo it. One that
 * people have put away takes back only what has arrived since.
 */
export async function settleRecalls(desk: Desk, scope: OrgScope): Promise<void> {
  const db = desk.databases.payments;
  for (const recall of await recallsIn(db, scope, 'open')) await settleRecall(desk, scope, recall);
  const today = desk.clock.today();
  for (const recall of await recallsIn(db, scope, 'put_away')) if (mayStillCome(recall, today)) await settleRecall(desk, scope, recall);
}

/** What was put aside, or put away, is before people once more. */
export const askedAgain = {
  $set: { state: 'open' as const, note: '', decidedBy: '', decidedAt: null },
  $unset: { weighed: '' as const },
};

async function settleRecall(desk: Desk, scope: OrgScope, recall: DepositDocument): Promise<void> {
  const db = desk.databases.payments;
  const verdict = await weigh(db, scope, recall);
  if (verdict.fit !== 'one') return;
  const { _id, state } = verdict.deposit;
  if (state !== 'recalled' && recall.weighed?.includes(_id)) return;
  const gone = { $set: { state: 'recalled' as const, takenBy: recall._id } };
  if (state === 'recalled' || (await moveDeposit(db, scope, _id, { states: ['open', 'held'] }, gone))) {
    await moveDeposit(db, scope, recall._id, { states: ['open', 'put_away'] }, { $set: { state: 'recalled' } });
    return;
  }
  const asked = { $set: { recallAsked: true, takenBy: recall._id } };
  await moveDeposit(db, scope, _id, { states: ['settling', 'settled'] }, asked);
  // It is to be done again: its deposit is settled, and goes when that is undone.
  await moveDeposit(db, scope, recall._id, { states: ['put_away'] }, askedAgain);
  await askToUndo(desk, scope, await findDeposit(db, scope, _id));
}

/**
 * A task that names the payment: what is settled is undone by people alone. Once for each 取消 and each time that it was settled: whoever
 * has closed the first, since people had chosen the wrong one, is told when the bank means it after all. Rows of before 2026-11-30 name
 * the deposit alone; they were of its first time.
 */
export async function askToUndo(desk: Desk, scope: OrgScope, deposit: DepositDocument | null): Promise<void> {
  if (deposit?.state !== 'settled' || !deposit.recallAsked) return;
  const { _id, place, amount, shares, round, takenBy = '' } = deposit;
  const [share] = shares;
  const inboxId = `deposit:${_id}#${round}/${takenBy}`;
  const known = round === 0 ? [inboxId, `deposit:${_id}`] : [inboxId];
  if ((await raisedAmong(desk.databases.payments, scope, known, 'deposit_recalled')).size > 0) return;
  await raiseDiscrepancy(
    desk,
    scope,
    {
      inboxId,
      reason: 'deposit_recalled',
      provider: '',
      chargeId: null,
      expected: null,
      received: amount,
      deposit: {
        depositId: _id,
        place,
        memberId: share && !isPayerShare(share) ? share.memberId : null,
        payableId: share?.lines[0]?.billId ?? null,
      },
    },
    null,
  );
}
