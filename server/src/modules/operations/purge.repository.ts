import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { type TenantDocument, tenantCollection } from '../../platform/tenant-collection.ts';

type Row = TenantDocument & { _id: never };
const rowsOf = (db: Db, scope: OrgScope, name: string) => tenantCollection<Row>(db, scope, name);

/**
 * Removes up to `limit` rows of an organisation, those in a state of `left` apart; how many it were. Asked again it goes on where
 * it was, whatever stopped it.
 */
export async function removeRows(db: Db, scope: OrgScope, name: string, limit: number, left: readonly string[] = []): Promise<number> {
  const rows = await rowsOf(db, scope, name)
    .find((left.length === 0 ? {} : { state: { $nin: left } }) as never, { projection: { _id: 1 }, limit })
    .toArray();
  if (rows.length > 0) await rowsOf(db, scope, name).deleteMany({ _id: { $in: rows.map(({ _id }) => _id) } } as never);
  return rows.length;
}

/** All rows of an organisation that has only a handful, in the transaction of its end. */
export async function removeAllRows(db: Db, scope: OrgScope, name: string, session: ClientSession): Promise<void> {
  await rowsOf(db, scope, name).deleteMany({} as never, session);
}

/** Empties text fields of up to `limit` rows where there is still something in them; how many it were. */
export async function emptyFields(db: Db, scope: OrgScope, name: string, fields: readonly string[], limit: number): Promise<number> {
  // What a row holds is emptied where it is there: setting it everywhere would make it.
  const together = fields.filter((field) => !field.includes('.'));
  const each = fields.filter((field) => field.includes('.')).map((field) => [field]);
  let most = 0;
  for (const some of [together, ...each]) {
    if (some.length === 0) continue;
    const filled = { $or: some.map((field) => ({ [field]: { $nin: ['', null] } })) };
    const rows = await rowsOf(db, scope, name)
      .find(filled as never, { projection: { _id: 1 }, limit })
      .toArray();
    most = Math.max(most, rows.length);
    if (rows.length > 0)
      await rowsOf(db, scope, name).updateMany(
        { _id: { $in: rows.map(({ _id }) => _id) } } as never,
        { $set: Object.fromEntries(some.map((field) => [field, ''])) } as never,
      );
  }
  return most;
}

/** Removes files of an organisation, those apart that receipts and other papers name: the copies the law asks for. */
export async function removeFiles(db: Db, scope: OrgScope, limit: number): Promise<number> {
  const keep = new Set<string>();
  for (const name of ['receipts', 'papers'])
    for await (const row of rowsOf(db, scope, name).find({}, { projection: { fileKey: 1, 'copies.fileKey': 1 } })) {
      const { fileKey, copies = [] } = row as unknown as { fileKey: string | null; copies?: { fileKey: string }[] };
      for (const key of [fileKey, ...copies.map((copy) => copy.fileKey)]) if (key !== null) keep.add(`${scope.orgId}/${key}`);
    }
  const files = db.collection<{ _id: string }>('files.files');
  // Keys start with the organisation: '0' is what follows '/'.
  const own = { _id: { $gte: `${scope.orgId}/`, $lt: `${scope.orgId}0` } };
  const doomed: string[] = [];
  for await (const { _id } of files.find(own, { projection: { _id: 1 } })) {
    if (!keep.has(_id)) doomed.push(_id);
    if (doomed.length === limit) break;
  }
  if (doomed.length === 0) return 0;
  // Pieces first: a file whose pieces are gone is found again, pieces without their file would not be.
  await db.collection('files.chunks').deleteMany({ files_id: { $in: doomed as never[] } });
  await files.deleteMany({ _id: { $in: doomed } });
  return doomed.length;
}
