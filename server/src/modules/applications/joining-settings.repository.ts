import { isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { type JoiningSettingsDocument, type TermsDocument, settingsCollection, termsCollection } from './joining-settings.model.ts';

export type { JoiningSettingsDocument, TermsDocument } from './joining-settings.model.ts';

const settings = (db: Db, scope: OrgScope) => tenantCollection<JoiningSettingsDocument>(db, scope, settingsCollection);
const terms = (db: Db, scope: OrgScope) => tenantCollection<TermsDocument>(db, scope, termsCollection);

/** Closed, and approved by the office, until somebody says otherwise. */
export async function findJoiningSettings(db: Db, scope: OrgScope, session?: ClientSession): Promise<JoiningSettingsDocument> {
  const { orgId } = scope;
  const none: JoiningSettingsDocument = { _id: orgId, orgId, open: false, approval: 'staff', membershipTypeIds: [], version: 0 };
  return (await settings(db, scope).findOne({ _id: orgId }, session)) ?? none;
}

/** False when the version is not the one given. */
export async function changeJoiningSettings(
  db: Db,
  scope: OrgScope,
  version: number,
  changes: Pick<JoiningSettingsDocument, 'open' | 'approval' | 'membershipTypeIds' | 'fees' | 'asksSignature'>,
  session: ClientSession,
): Promise<boolean> {
  const { orgId } = scope;
  if (version > 0)
    return (
      (await settings(db, scope).updateOne({ _id: orgId, version }, { $set: changes, $inc: { version: 1 } }, session)).matchedCount === 1
    );
  try {
    await settings(db, scope).insert([{ _id: orgId, orgId, ...changes, version: 1 }], { session });
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

export async function newestTerms(db: Db, scope: OrgScope, session?: ClientSession): Promise<TermsDocument | null> {
  const [newest] = await terms(db, scope)
    .find({}, session ? { session } : {})
    .sort({ version: -1 })
    .limit(1)
    .toArray();
  return newest ?? null;
}

export function insertTerms(db: Db, scope: OrgScope, row: TermsDocument, session: ClientSession): Promise<void> {
  return terms(db, scope).insert([row], { session });
}

export async function createJoiningIndexes(db: Db): Promise<void> {
  await db.collection(settingsCollection).createIndexes([{ key: { orgId: 1 }, name: 'organization', unique: true }]);
  await db.collection(termsCollection).createIndexes([{ key: { orgId: 1, version: -1 }, name: 'version', unique: true }]);
}
