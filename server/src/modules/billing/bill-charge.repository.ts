import type { BillId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { pendingStates } from './bill-charge.rules.ts';
import { billsOf } from './bill.repository.ts';

/** Bills for which something is still under way at a provider. */
export async function billsWithPendingCharge(db: Db, scope: OrgScope, limit: number): Promise<BillId[]> {
  const rows = await billsOf(db, scope)
    .find({ 'charges.state': { $in: [...pendingStates] } }, { projection: { _id: 1 }, limit })
    .toArray();
  return rows.map(({ _id }) => _id);
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
