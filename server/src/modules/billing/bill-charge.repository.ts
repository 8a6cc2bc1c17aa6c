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

/** That bills are being collected from a saved card, or no longer are. */
export async function noteCollecting(
  db: Db,
  scope: OrgScope,
  billIds: readonly BillId[],
  collecting: boolean,
  session: ClientSession,
): Promise<void> {
  await billsOf(db, scope).updateMany({ _id: { $in: [...billIds] } }, { $set: { collecting }, $inc: { version: 1 } }, session);
}
