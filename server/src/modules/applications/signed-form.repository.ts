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

/** Every form that was ever signed, a batch at a time. */
export async function* allForms(db: Db, scope: OrgScope): AsyncGenerator<SignedFormDocument[]> {
  const cursor = forms(db, scope).find({}, { batchSize: 100 });
  try {
    while (await cursor.hasNext()) yield cursor.readBufferedDocuments();
  } finally {
    await cursor.close();
  }
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

/** Over all organisations: forms of people whose record is gone. A merge takes them along, so that none of those is meant. */
export async function formsOfNobody(db: Db): Promise<SignedFormDocument[]> {
  const members = db.collection<{ _id: MemberId }>('members');
  const found: SignedFormDocument[] = [];
  const cursor = db.collection<SignedFormDocument>(signedFormCollection).find({}, { batchSize: 500 });
  while (await cursor.hasNext()) {
    const batch = cursor.readBufferedDocuments();
    const ids = [...new Set(batch.map(({ memberId }) => memberId))];
    const there = new Set((await members.find({ _id: { $in: ids } }, { projection: { orgId: 1 } }).toArray()).map(({ _id }) => _id));
    found.push(...batch.filter(({ memberId }) => !there.has(memberId)));
  }
  return found;
}

export async function forgetForm(db: Db, scope: OrgScope, applicationId: ApplicationId): Promise<void> {
  await forms(db, scope).deleteMany({ _id: applicationId });
}

/** Over all organisations: papers that were stored before, with whose they are. */
export async function paperFilesBefore(db: Db, until: Date): Promise<{ orgId: string; fileKey: string }[]> {
  const stored = db.collection<{ _id: string; filename: string; uploadDate: Date; metadata: { orgId: string } }>('files.files');
  // '0' is what follows '/'.
  const rows = await stored.find({ filename: { $gte: 'signed-forms/', $lt: 'signed-forms0' }, uploadDate: { $lt: until } }).toArray();
  return rows.map(({ filename, metadata }) => ({ orgId: metadata.orgId, fileKey: filename }));
}

export async function isFormFile(db: Db, scope: OrgScope, fileKey: string): Promise<boolean> {
  return (await forms(db, scope).findOne({ fileKey })) !== null;
}

export async function createSignedFormIndexes(db: Db): Promise<void> {
  await db.collection(signedFormCollection).createIndexes([{ key: { orgId: 1, memberId: 1 }, name: 'organization_member' }]);
}
