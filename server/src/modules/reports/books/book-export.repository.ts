import type { BookExportId } from '@tsudoi/shared/kernel/ids';
import { isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { leasedJobs } from '../../../platform/leased-jobs.ts';
import { tenantCollection } from '../../../platform/tenant-collection.ts';
import { type BookExportDocument, type BookMarkDocument, bookExportCollection, bookMarkCollection } from './book-export.model.ts';

export type { BookExportDocument } from './book-export.model.ts';

export const bookExports = leasedJobs<BookExportDocument>(bookExportCollection, ['running']);
const marksOf = (db: Db, scope: OrgScope) => tenantCollection<BookMarkDocument>(db, scope, bookMarkCollection);
const chunk = 1000;

/** Files that were discarded and whose journals may not be free yet, over all organisations. */
export function discardedBookExports(db: Db): Promise<Pick<BookExportDocument, '_id' | 'orgId'>[]> {
  return db
    .collection<BookExportDocument>(bookExportCollection)
    .find({ state: 'discarding' }, { projection: { _id: 1, orgId: 1 } })
    .limit(1000)
    .toArray();
}

/** By what is to be done, whose ever it is: looked at every two seconds. */
export async function createBookLaneIndexes(db: Db): Promise<void> {
  await db.collection(bookExportCollection).createIndexes([{ key: { state: 1 }, name: 'lane' }]);
}

/** Was done and is no longer of use: false when it was not done. */
export async function discardBookExport(db: Db, scope: OrgScope, id: BookExportId, session: ClientSession): Promise<boolean> {
  const { modifiedCount } = await bookExports
    .rows(db, scope)
    .updateOne({ _id: id, state: 'done' }, { $set: { state: 'discarding' } }, session);
  return modifiedCount === 1;
}

/** Of some journals, which files each stands in; one that stands in none is not there. */
export async function marksOfJournals(db: Db, scope: OrgScope, keys: readonly string[]): Promise<Map<string, readonly BookExportId[]>> {
  const marks = new Map<string, readonly BookExportId[]>();
  for (let at = 0; at < keys.length; at += chunk) {
    const own = keys.slice(at, at + chunk);
    for await (const { key, exportIds } of marksOf(db, scope).find({ key: { $in: own } })) marks.set(key, exportIds);
  }
  return marks;
}

/**
 * Notes that journals stand in a file. `claim`: only of those that stand in none, so that of two files made at once a
 * journal is in one. Asked again it changes nothing.
 */
export async function markJournals(
  db: Db,
  scope: OrgScope,
  exportId: BookExportId,
  keys: readonly string[],
  how: 'claim' | 'add',
): Promise<void> {
  for (let at = 0; at < keys.length; at += chunk) {
    const own = keys.slice(at, at + chunk);
    const rows = own.map((key) => ({ _id: `${scope.orgId}:${key}`, orgId: scope.orgId, key, exportIds: [exportId] }));
    await marksOf(db, scope)
      .insert(rows, { ordered: false })
      .catch((error: unknown) => {
        if (!isDuplicateKey(error)) throw error;
      });
    if (how === 'add') await marksOf(db, scope).updateMany({ key: { $in: own } }, { $addToSet: { exportIds: exportId } });
  }
}

/** What a file held stands in it no longer; what stands in no other is new again. */
export async function unmarkJournals(db: Db, scope: OrgScope, exportId: BookExportId): Promise<void> {
  for (;;) {
    const marks = await marksOf(db, scope).find({ exportIds: exportId }).limit(chunk).toArray();
    if (marks.length === 0) return;
    const alone = marks.filter(({ exportIds }) => exportIds.length === 1);
    const shared = marks.filter(({ exportIds }) => exportIds.length > 1);
    if (alone.length > 0) await marksOf(db, scope).deleteMany({ _id: { $in: alone.map(({ _id }) => _id) } });
    if (shared.length > 0)
      await marksOf(db, scope).updateMany({ _id: { $in: shared.map(({ _id }) => _id) } }, { $pull: { exportIds: exportId } });
  }
}

export async function finishDiscarding(db: Db, scope: OrgScope, id: BookExportId): Promise<void> {
  await bookExports.rows(db, scope).updateOne({ _id: id, state: 'discarding' }, { $set: { state: 'discarded' } });
}

export async function createBookExportIndexes(db: Db): Promise<void> {
  await db.collection(bookExportCollection).createIndexes([
    { key: { orgId: 1, requestKey: 1 }, name: 'request', unique: true },
    { key: { orgId: 1, _id: 1 }, name: 'row' },
    { key: { orgId: 1, state: 1 }, name: 'state' },
  ]);
  await db.collection(bookMarkCollection).createIndexes([
    { key: { orgId: 1, key: 1 }, name: 'journal', unique: true },
    { key: { orgId: 1, exportIds: 1 }, name: 'export' },
    { key: { orgId: 1, _id: 1 }, name: 'row' },
  ]);
}
