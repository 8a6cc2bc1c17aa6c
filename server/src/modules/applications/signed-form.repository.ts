import type { ApplicationId, MemberId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { type SignedFormDocument, signedFormCollection } from './signed-form.model.ts';

export { type SignedFormDocument, signedFormCollection } from './signed-form.model.ts';

const forms = (db: Db, scope: OrgScope) => tenantCollection<SignedFormDocument>(db, scope, signedFormCollection);

export async function insertSignedForm(db: Db, scope: OrgScope, form: SignedFormDocument, session: ClientSession): Promise<void> {
  await forms(db, scope).insert([form], { session });
}

export function findSignedForm(db: Db, scope: OrgScope, applicationId: ApplicationId): Promise<SignedFormDocument | null> {
  return forms(db, scope).findOne({ _id: applicationId });
}

export function signedFormsOf(db: Db, scope: OrgScope, memberId: MemberId): Promise<SignedFormDocument[]> {
  return forms(db, scope).find({ memberId }).sort({ signedAt: -1 }).toArray();
}

/** Those among these applications that were signed. */
export async function signedAmong(
  db: Db,
  scope: OrgScope,
  applicationIds: readonly string[],
  session: ClientSession,
): Promise<ApplicationId[]> {
  const found = await forms(db, scope)
    .find({ _id: { $in: applicationIds as ApplicationId[] } }, { session })
    .toArray();
  return found.map(({ _id }) => _id);
}

export async function createSignedFormIndexes(db: Db): Promise<void> {
  await db.collection(signedFormCollection).createIndexes([{ key: { orgId: 1, memberId: 1 }, name: 'organization_member' }]);
}
