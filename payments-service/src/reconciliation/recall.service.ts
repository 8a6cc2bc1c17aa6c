import { isPayerShare } from '@tsudoi/shared/contracts/payments/deposit.contract';
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

/** Why a 取消 waits, for people to see; null for what is none, or waits no more. */
export async function recallFitOf(
  { databases }: Pick<Desk, 'databases'>,
  scope: OrgScope,
  row: DepositDocument,
): Promise<RecallFit | null> {
  if (row.takesBack === null || (row.state !== 'open' && row.state !== 'held')) return null;
  const { fit } = await weigh(databases.payments, scope, row);
  return fit === 'one' ? 'settled' : fit;
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

/** A task that names the payment, once for each deposit: what is settled is undone by people alone. */
export async function askToUndo(desk: Desk, scope: OrgScope, deposit: DepositDocument | null): Promise<void> {
  if (deposit?.state !== 'settled' || !deposit.recallAsked) return;
  const { _id, place, amount, shares } = deposit;
  const [share] = shares;
  const inboxId = `deposit:${_id}`;
  if ((await raisedAmong(desk.databases.payments, scope, [inboxId], 'deposit_recalled')).size > 0) return;
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
