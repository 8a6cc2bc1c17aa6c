import type { BillId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { pendingStates } from './bill-charge.rules.ts';
import { billsOf } from './bill.repository.ts';

/** All bills for which something is still under way at a provider; first those with a number, which anybody may go on to pay. */
export async function billsWithPendingCharge(db: Db, scope: OrgScope): Promise<BillId[]> {
  const rows = await billsOf(db, scope)
    .find({ 'charges.state': { $in: [...pendingStates] } }, { projection: { charges: 1 }, batchSize: 5000 })
    .toArray();
  const isNumber = ({ charges }: (typeof rows)[number]) =>
    charges.some(({ state, method }) => state === 'awaiting' && method !== 'card' && method !== 'direct_debit');
  return [...rows.filter(isNumber), ...rows.filter((row) => !isNumber(row))].map(({ _id }) => _id);
}

/** How many bills a bank is drawing, or has drawn without its result being known; only a direct debit is `requested`. */
export const countPendingDebits = (db: Db, scope: OrgScope): Promise<number> =>
  billsOf(db, scope).count({ 'charges.state': 'requested' }, 100_000);

/** That bills are being collected from a saved card, or no longer are: no change of the bill itself, so that its version stays. */
export async function noteCollecting(
  db: Db,
  scope: OrgScope,
  billIds: readonly BillId[],
  collecting: boolean,
  session: ClientSession,
): Promise<void> {
  await billsOf(db, scope).updateMany({ _id: { $in: [...billIds] } }, { $set: { collecting } }, session);
}
