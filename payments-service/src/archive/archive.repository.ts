import type { ArchivedPayments } from '@tsudoi/shared/contracts/payments/archive.contract';
import type { OrgId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { type Db, type Document, ObjectId } from 'mongodb';

export interface OwnedRow extends Document {
  _id: string | ObjectId;
  orgId: OrgId;
}

/** Rows of one collection behind one of them, by their ids, which are ours or the database's own. */
export function pageOfRows(
  db: Db,
  scope: OrgScope,
  collection: ArchivedPayments,
  after: string | null,
  limit: number,
): Promise<OwnedRow[]> {
  const last = after !== null && /^[0-9a-f]{24}$/.test(after) ? new ObjectId(after) : after;
  return db
    .collection<OwnedRow>(collection)
    .find({ orgId: scope.orgId, ...(last === null ? {} : { _id: { $gt: last } }) })
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();
}

/** What is read page by page and has no index that does. */
export async function createArchiveIndexes(db: Db): Promise<void> {
  for (const name of ['discrepancies', 'settlement_lines', 'remitters'] satisfies ArchivedPayments[])
    await db.collection(name).createIndexes([{ key: { orgId: 1, _id: 1 }, name: 'archive' }]);
}
