import type { UserId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { trusted } from 'mongoose';
import { type OrgUserDocument, OrgUserModel } from './org-user.model.ts';

export type { OrgUserDocument } from './org-user.model.ts';

const plain = (row: unknown): OrgUserDocument | null => row as OrgUserDocument | null;

export async function findUser(scope: OrgScope, userId: UserId, session?: ClientSession): Promise<OrgUserDocument | null> {
  return plain(
    await OrgUserModel.findOne({ orgId: scope.orgId, _id: userId }, null, session ? { session } : {})
      .lean()
      .exec(),
  );
}

export async function findUserByEmail(scope: OrgScope, email: string): Promise<OrgUserDocument | null> {
  return plain(await OrgUserModel.findOne({ orgId: scope.orgId, email }).lean().exec());
}

export async function listUsers(scope: OrgScope, session?: ClientSession): Promise<OrgUserDocument[]> {
  return (await OrgUserModel.find({ orgId: scope.orgId }, null, session ? { session } : {})
    .sort({ createdAt: 1 })
    .limit(500)
    .lean()
    .exec()) as unknown as OrgUserDocument[];
}

/** Of ids, those who are still of the office. */
export async function findUsers(scope: OrgScope, userIds: readonly UserId[]): Promise<OrgUserDocument[]> {
  const ids = trusted({ $in: [...userIds] });
  return (await OrgUserModel.find({ orgId: scope.orgId, _id: ids }).lean().exec()) as unknown as OrgUserDocument[];
}

export async function insertUser(scope: OrgScope, user: OrgUserDocument, session: ClientSession): Promise<void> {
  await OrgUserModel.create([{ ...user, orgId: scope.orgId }], { session });
}

/** Another role is another access, whoever gives it: whoever still sees the one of before does not write over it. */
export async function changeUser(
  scope: OrgScope,
  userId: UserId,
  changes: Partial<OrgUserDocument>,
  session?: ClientSession,
): Promise<OrgUserDocument | null> {
  return plain(
    await OrgUserModel.findOneAndUpdate(
      { orgId: scope.orgId, _id: userId },
      { $set: changes, ...('role' in changes ? { $inc: { version: 1 } } : {}) },
      { ...(session ? { session } : {}), returnDocument: 'after' },
    )
      .lean()
      .exec(),
  );
}

/** When somebody was last here; nobody reads the row on the way. */
export async function noteLogin(scope: OrgScope, userId: UserId, lastLoginAt: Date): Promise<void> {
  await OrgUserModel.updateOne({ orgId: scope.orgId, _id: userId }, { $set: { lastLoginAt } }).exec();
}

export async function deleteUser(scope: OrgScope, userId: UserId, session: ClientSession): Promise<void> {
  await OrgUserModel.deleteOne({ orgId: scope.orgId, _id: userId }, { session });
}

/**
 * Owners who can log in, for a transaction that is about to take one away. It writes every owner's row, so that two such
 * transactions at the same moment meet and the second counts again.
 */
export async function countOwners(scope: OrgScope, session: ClientSession): Promise<number> {
  await OrgUserModel.updateMany({ orgId: scope.orgId, role: 'owner' }, { $inc: { ownerChanges: 1 } }, { session });
  return OrgUserModel.countDocuments({ orgId: scope.orgId, role: 'owner', verifiedAt: trusted({ $ne: null }) }, { session });
}

export async function createOrgUserIndexes(db: Db): Promise<void> {
  await db.collection('org_users').createIndexes([{ key: { orgId: 1, email: 1 }, name: 'email', unique: true }]);
}
