import type { MembershipTypeId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { type MembershipTypeDocument, MembershipTypeModel } from './membership-type.model.ts';

export type { MembershipTypeDocument } from './membership-type.model.ts';

/** In the order of the office, archived ones too: members may still have them. */
export async function listMembershipTypes(scope: OrgScope): Promise<MembershipTypeDocument[]> {
  return (await MembershipTypeModel.find({ orgId: scope.orgId })
    .sort({ order: 1, _id: 1 })
    .limit(500)
    .lean()
    .exec()) as unknown as MembershipTypeDocument[];
}

export async function findMembershipType(scope: OrgScope, typeId: MembershipTypeId): Promise<MembershipTypeDocument | null> {
  return (await MembershipTypeModel.findOne({ orgId: scope.orgId, _id: typeId }).lean().exec()) as MembershipTypeDocument | null;
}

export async function insertMembershipType(scope: OrgScope, type: MembershipTypeDocument, session: ClientSession): Promise<void> {
  await MembershipTypeModel.create([{ ...type, orgId: scope.orgId }], { session });
}

/**
 * Null when the version is not the one given. Written as delete and insert in one transaction: the embedded database
 * keeps the name of before taken when an update moves it out of a unique index (docs/decisions/0002).
 */
export async function changeMembershipType(
  scope: OrgScope,
  typeId: MembershipTypeId,
  version: number,
  changes: Partial<MembershipTypeDocument>,
  session: ClientSession,
): Promise<MembershipTypeDocument | null> {
  const before = (await MembershipTypeModel.findOneAndDelete({ orgId: scope.orgId, _id: typeId, version }, { session })
    .lean()
    .exec()) as MembershipTypeDocument | null;
  if (!before) return null;
  const after: MembershipTypeDocument = { ...before, ...changes, version: version + 1 };
  await MembershipTypeModel.create([after], { session });
  return after;
}

export async function createMembershipTypeIndexes(db: Db): Promise<void> {
  await db.collection('membership_types').createIndexes([{ key: { orgId: 1, name: 1 }, name: 'name', unique: true }]);
}
