import type { OrgId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { type OrganizationDocument, OrganizationModel } from './organization.model.ts';

export type { OrganizationDocument } from './organization.model.ts';

const plain = (row: unknown): OrganizationDocument | null => row as OrganizationDocument | null;

export async function findById(scope: OrgScope, session?: ClientSession): Promise<OrganizationDocument | null> {
  return plain(
    await OrganizationModel.findOne({ _id: scope.orgId })
      .session(session ?? null)
      .lean()
      .exec(),
  );
}

/** The one look-up by the public name in the address. */
export async function findBySlug(slug: string, session?: ClientSession): Promise<OrganizationDocument | null> {
  return plain(
    await OrganizationModel.findOne({ slug })
      .session(session ?? null)
      .lean()
      .exec(),
  );
}

/** Takes back an application that was never confirmed; false when it is one no more. */
export async function removeApplication(scope: OrgScope, session: ClientSession): Promise<boolean> {
  const result = await OrganizationModel.deleteOne({ _id: scope.orgId, status: 'applied' }, { session }).exec();
  return result.deletedCount === 1;
}

export async function insertOrganizationRow(row: OrganizationDocument, session: ClientSession): Promise<void> {
  await OrganizationModel.create([row], { session });
}

/** Null when the version is not the one given. */
export async function changeOrganization(
  scope: OrgScope,
  version: number,
  changes: Partial<OrganizationDocument>,
  session: ClientSession,
): Promise<OrganizationDocument | null> {
  return plain(
    await OrganizationModel.findOneAndUpdate(
      { _id: scope.orgId, version },
      { $set: changes, $inc: { version: 1 } },
      { session, returnDocument: 'after' },
    )
      .lean()
      .exec(),
  );
}

export async function setStatus(
  orgId: OrgId,
  from: OrganizationDocument['status'],
  to: OrganizationDocument['status'],
  session: ClientSession,
): Promise<boolean> {
  const result = await OrganizationModel.updateOne(
    { _id: orgId, status: from },
    { $set: { status: to }, $inc: { version: 1 } },
    { session },
  ).exec();
  return result.modifiedCount === 1;
}

/** Organisations in one state, for the jobs of the platform; each is then worked on under its own scope. */
export async function organizationsIn(status: OrganizationDocument['status']): Promise<OrganizationDocument[]> {
  return (await OrganizationModel.find({ status }).limit(1000).lean().exec()) as unknown as OrganizationDocument[];
}

export async function createStatusIndexes(db: Db): Promise<void> {
  await db.collection('organizations').createIndexes([{ key: { status: 1 }, name: 'status' }]);
}

export async function createOrganizationIndexes(db: Db): Promise<void> {
  await db.collection('organizations').createIndexes([{ key: { slug: 1 }, name: 'slug', unique: true }]);
}
