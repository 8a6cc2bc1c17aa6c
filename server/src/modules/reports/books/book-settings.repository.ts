import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { ClientSession, Db } from 'mongodb';
import { tenantCollection } from '../../../platform/tenant-collection.ts';
import { type BookSettingsDocument, bookSettingsCollection } from './book-settings.model.ts';

const rows = (db: Db, scope: OrgScope) => tenantCollection<BookSettingsDocument>(db, scope, bookSettingsCollection);

export function findBookSettings(db: Db, scope: OrgScope, session?: ClientSession): Promise<BookSettingsDocument | null> {
  return rows(db, scope).findOne({ _id: scope.orgId }, session);
}

/** False when the version is not the one given; version 0 is of settings that were never saved. */
export async function saveBookSettings(
  db: Db,
  scope: OrgScope,
  version: number,
  settings: BookSettingsDocument['settings'],
  session: ClientSession,
): Promise<boolean> {
  const result = await rows(db, scope).updateOne({ _id: scope.orgId, version }, { $set: { settings }, $inc: { version: 1 } }, session);
  if (result.matchedCount === 1) return true;
  if (version !== 0 || (await findBookSettings(db, scope, session)) !== null) return false;
  try {
    await rows(db, scope).insert([{ _id: scope.orgId, orgId: scope.orgId, settings, version: 1 }], { session });
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

export async function createBookSettingsIndexes(db: Db): Promise<void> {
  await db.collection(bookSettingsCollection).createIndexes([{ key: { orgId: 1, _id: 1, version: 1 }, name: 'row' }]);
}
