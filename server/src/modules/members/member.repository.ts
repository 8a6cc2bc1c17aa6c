import type { MemberStatus } from '@tsudoi/shared/contracts/members/member.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { MemberId, type MembershipTypeId, type OrgId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import mongoose from 'mongoose';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { type MemberDocument, MemberModel } from './member.model.ts';

export type { MemberDocument, StatusEntry } from './member.model.ts';

/** What billing needs of a member. */
export type BillingMember = Pick<
  MemberDocument,
  | '_id'
  | 'memberNumber'
  | 'familyName'
  | 'givenName'
  | 'familyNameKana'
  | 'givenNameKana'
  | 'contactEmail'
  | 'membershipTypeId'
  | 'joinedOn'
  | 'withdrawnOn'
  | 'statusEntries'
>;

const { trusted } = mongoose;
const all = (rows: unknown): MemberDocument[] => rows as MemberDocument[];

/** @throws DomainError NOT_FOUND, also for another organisation's member */
export async function findMember(scope: OrgScope, memberId: MemberId, session?: ClientSession): Promise<MemberDocument> {
  const member = await MemberModel.findOne({ orgId: scope.orgId, _id: memberId })
    .session(session ?? null)
    .lean()
    .exec();
  if (!member) throw new DomainError('NOT_FOUND');
  return member as MemberDocument;
}

export async function findMembers(scope: OrgScope, memberIds: readonly MemberId[]): Promise<MemberDocument[]> {
  if (memberIds.length === 0) return [];
  return all(
    await MemberModel.find({ orgId: scope.orgId, _id: trusted({ $in: [...memberIds] }) })
      .lean()
      .exec(),
  );
}

/** Who has the same contact address or the same reading; at most a handful. An empty address or reading is nobody's. */
export async function findLookalikes(
  scope: OrgScope,
  given: { readonly contactEmail: string; readonly sortKana: string | null },
): Promise<MemberDocument[]> {
  const fields = { statusEntries: 0, searchText: 0 };
  const byEmail =
    given.contactEmail === ''
      ? []
      : all(await MemberModel.find({ orgId: scope.orgId, contactEmail: given.contactEmail }, fields).limit(5).lean().exec());
  const byKana =
    given.sortKana === null
      ? []
      : all(await MemberModel.find({ orgId: scope.orgId, sortKana: given.sortKana }, fields).limit(5).lean().exec());
  return [...new Map([...byEmail, ...byKana].map((member) => [member._id, member])).values()];
}

export async function insertMembers(scope: OrgScope, members: readonly MemberDocument[], session: ClientSession): Promise<void> {
  await MemberModel.insertMany(
    members.map((member) => ({ ...member, orgId: scope.orgId })),
    { session },
  );
}

/** Null when the version is not the one given. */
export async function changeMember(
  scope: OrgScope,
  memberId: MemberId,
  version: number,
  changes: Partial<MemberDocument>,
  session: ClientSession,
): Promise<MemberDocument | null> {
  const changed = await MemberModel.findOneAndUpdate(
    { orgId: scope.orgId, _id: memberId, version },
    { $set: changes, $inc: { version: 1 } },
    { session, returnDocument: 'after' },
  )
    .lean()
    .exec();
  return changed as MemberDocument | null;
}

/** Of the numbers given, those that are in use. */
export async function takenNumbers(scope: OrgScope, numbers: readonly string[], session?: ClientSession): Promise<Set<string>> {
  if (numbers.length === 0) return new Set();
  const rows = await MemberModel.find({ orgId: scope.orgId, memberNumber: trusted({ $in: [...numbers] }) }, { memberNumber: 1 })
    .session(session ?? null)
    .lean()
    .exec();
  return new Set(all(rows).map((row) => row.memberNumber));
}

export type MemberSort = 'sortKana' | 'memberNumber' | 'joinedOn';

export interface MemberPage {
  readonly words: readonly RegExp[];
  readonly status: MemberStatus | null;
  readonly membershipTypeId: MembershipTypeId | null;
  readonly sort: MemberSort;
  readonly descending: boolean;
  readonly size: number;
  readonly after: { readonly key: string; readonly id: MemberId } | null;
}

type Conditions = Record<string, unknown>;

export function conditionsOf(scope: OrgScope, page: Pick<MemberPage, 'words' | 'status' | 'membershipTypeId'>): Conditions {
  const words = page.words.map((word) => ({ searchText: word }));
  return {
    orgId: scope.orgId,
    ...(page.status ? { status: page.status } : {}),
    ...(page.membershipTypeId ? { membershipTypeId: page.membershipTypeId } : {}),
    ...(words.length > 0 ? { $and: words } : {}),
  };
}

/** One row more than the page, to know whether there are more. */
export async function pageOfMembers(scope: OrgScope, page: MemberPage): Promise<MemberDocument[]> {
  const direction = page.descending ? -1 : 1;
  const beyond = page.descending ? '$lt' : '$gt';
  const conditions = conditionsOf(scope, page);
  if (page.after) {
    const { key, id } = page.after;
    // The outer bound keeps the scan on one side of the index; the branches only break ties.
    conditions[page.sort] = trusted({ [`${beyond}e`]: key });
    conditions['$or'] = [{ [page.sort]: trusted({ [beyond]: key }) }, { [page.sort]: key, _id: trusted({ [beyond]: id }) }];
  }
  return all(
    await MemberModel.find(conditions, { statusEntries: 0, searchText: 0 })
      .sort({ [page.sort]: direction, _id: direction })
      .limit(page.size + 1)
      .lean()
      .exec(),
  );
}

export function countPage(scope: OrgScope, page: Pick<MemberPage, 'words' | 'status' | 'membershipTypeId'>, cap: number): Promise<number> {
  return MemberModel.countDocuments(conditionsOf(scope, page)).limit(cap).exec();
}

export async function countByStatus(scope: OrgScope): Promise<Map<MemberStatus, number>> {
  const rows = await MemberModel.aggregate<{ _id: MemberStatus; count: number }>([
    { $match: { orgId: scope.orgId } },
    { $group: { _id: '$status', count: { $sum: 1 } } },
  ]).exec();
  return new Map(rows.map((row) => [row._id, row.count]));
}

export async function countByType(scope: OrgScope): Promise<Map<MembershipTypeId, number>> {
  const rows = await MemberModel.aggregate<{ _id: MembershipTypeId; count: number }>([
    { $match: { orgId: scope.orgId } },
    { $group: { _id: '$membershipTypeId', count: { $sum: 1 } } },
  ]).exec();
  return new Map(rows.map((row) => [row._id, row.count]));
}

/**
 * Everybody, in batches, without holding them all (BIL-06). By the driver and a batch at a time: a model's cursor takes
 * longer over each member than pricing and writing the bill.
 */
export async function* streamMembersForBilling(db: Db, scope: OrgScope, batchSize: number): AsyncGenerator<BillingMember[]> {
  const projection = {
    memberNumber: 1,
    familyName: 1,
    givenName: 1,
    familyNameKana: 1,
    givenNameKana: 1,
    contactEmail: 1,
    membershipTypeId: 1,
    joinedOn: 1,
    withdrawnOn: 1,
    statusEntries: 1,
  };
  const cursor = tenantCollection<MemberDocument>(db, scope, 'members').find({}, { projection, batchSize }).sort({ _id: 1 });
  while (await cursor.hasNext()) yield cursor.readBufferedDocuments();
}

/** For the nightly job, over all organisations: whose status changes today. */
export async function membersWithChange(db: Db, today: JstDate, limit: number): Promise<{ orgId: OrgId; memberId: MemberId }[]> {
  const rows = await db
    .collection<MemberDocument>('members')
    .find({ nextStatusOn: { $ne: null, $lte: today } }, { projection: { _id: 1, orgId: 1 } })
    .limit(limit)
    .toArray();
  return rows.map((row) => ({ orgId: row.orgId, memberId: MemberId.parse(row._id) }));
}

export async function createMemberIndexes(db: Db): Promise<void> {
  await db.collection('members').createIndexes([
    { key: { orgId: 1, memberNumber: 1 }, name: 'number', unique: true },
    { key: { orgId: 1, sortKana: 1, _id: 1 }, name: 'kana' },
    { key: { orgId: 1, joinedOn: 1, _id: 1 }, name: 'joined' },
    { key: { orgId: 1, status: 1, sortKana: 1, _id: 1 }, name: 'status' },
    { key: { orgId: 1, membershipTypeId: 1, sortKana: 1, _id: 1 }, name: 'type' },
    { key: { orgId: 1, _id: 1 }, name: 'stream' },
    { key: { orgId: 1, contactEmail: 1 }, name: 'contact_email' },
    { key: { nextStatusOn: 1 }, name: 'next_status', partialFilterExpression: { nextStatusOn: { $type: 'string' } } },
  ]);
}
