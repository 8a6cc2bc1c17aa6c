import type { UserId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { type OrgUserDocument, OrgUserModel } from './org-user.model.ts';

export type { OrgUserDocument } from './org-user.model.ts';

const plain = (row: unknown): OrgUserDocument | null => row as OrgUserDocument | null;

export async function findUser(scope: OrgScope, userId: UserId): Promise<OrgUserDocument | null> {
  return plain(await OrgUserModel.findOne({ orgId: scope.orgId, _id: userId }).lean().exec());
}

export async function findUserByEmail(scope: OrgScope, email: string): Promise<OrgUserDocument | null> {
  return plain(await OrgUserModel.findOne({ orgId: scope.orgId, email }).lean().exec());
}

export async function listUsers(scope: OrgScope): Promise<OrgUserDocument[]> {
  return (await OrgUserModel.find({ orgId: scope.orgId }).sort({ createdAt: 1 }).limit(500).lean().exec()) as unknown as OrgUserDocument[];
}

export async function insertUser(scope: OrgScope, user: OrgUserDocument, session: ClientSession): Promise<void> {
  await OrgUserModel.create([{ ...user, orgId: scope.orgId }], { session });
}

export async function changeUser(
  scope: OrgScope,
  userId: UserId,
  changes: Partial<OrgUserDocument>,
  session?: ClientSession,
): Promise<OrgUserDocument | null> {
  return plain(
    await OrgUserModel.findOneAndUpdate(
      { orgId: scope.orgId, _id: userId },
      { $set: changes },
      { ...(session ? { session } : {}), returnDocument: 'after' },
    )
      .lean()
      .exec(),
  );
}

export async function createOrgUserIndexes(db: Db): Promise<void> {
  await db.collection('org_users').createIndexes([{ key: { orgId: 1, email: 1 }, name: 'email', unique: true }]);
}
