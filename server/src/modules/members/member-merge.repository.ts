import type { MovedKind } from '@tsudoi/shared/contracts/members/member-merge.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { MemberId, MemberMergeId, OrgId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import type { HeldAccount } from '../identity/identity.public.ts';
import type { MergedParts } from './member-merge.rules.ts';

/** One record that became part of another, with everything that is needed to make them two again. */
export interface MemberMergeDocument {
  _id: MemberMergeId;
  orgId: OrgId;
  keptId: MemberId;
  mergedId: MemberId;
  /** As they were called, for what is told of it later. */
  keptNumber: string;
  keptName: string;
  mergedNumber: string;
  mergedName: string;
  moved: Partial<Record<MovedKind, string[]>>;
  /** Of the record that stayed: what it was, and what the merge made of it. */
  before: MergedParts;
  after: MergedParts;
  accounts: HeldAccount[];
  actor: string;
  at: Date;
  undoUntil: Date;
  undoneAt: Date | null;
}

const collection = 'member_merges';
const merges = (db: Db, scope: OrgScope) => tenantCollection<MemberMergeDocument>(db, scope, collection);

export function insertMerge(db: Db, scope: OrgScope, merge: MemberMergeDocument, session: ClientSession): Promise<void> {
  return merges(db, scope).insert([merge], { session });
}

/** @throws DomainError NOT_FOUND */
export async function getMerge(db: Db, scope: OrgScope, mergeId: MemberMergeId, session: ClientSession): Promise<MemberMergeDocument> {
  const merge = await merges(db, scope).findOne({ _id: mergeId }, session);
  if (!merge) throw new DomainError('NOT_FOUND');
  return merge;
}

/** Merges that a record has been part of, newest first. */
export async function mergesOfMember(db: Db, scope: OrgScope, memberId: MemberId, session?: ClientSession): Promise<MemberMergeDocument[]> {
  const options = session ? { session } : {};
  // Two questions, each answered by its index, one after the other.
  const kept = await merges(db, scope).find({ keptId: memberId }, options).toArray();
  const merged = await merges(db, scope).find({ mergedId: memberId }, options).toArray();
  return [...kept, ...merged].sort((left, right) => right.at.getTime() - left.at.getTime());
}

export interface Person {
  /** Every record that was ever one with this one. */
  readonly memberIds: ReadonlySet<MemberId>;
  /** The record that it is part of now, or itself. */
  readonly presentId: MemberId;
}

/** One person by any of their records, merged ones too. */
export async function personOf(db: Db, scope: OrgScope, memberId: MemberId, session: ClientSession): Promise<Person> {
  const memberIds = new Set([memberId]);
  let presentId = memberId;
  // A set is walked through with what is added to it on the way.
  for (const one of memberIds) {
    for (const { keptId, mergedId, undoneAt } of await mergesOfMember(db, scope, one, session)) {
      memberIds.add(keptId).add(mergedId);
      if (undoneAt === null && mergedId === presentId) presentId = keptId;
    }
  }
  return { memberIds, presentId };
}

/** False when it was undone meanwhile. */
export async function markMergeUndone(
  db: Db,
  scope: OrgScope,
  mergeId: MemberMergeId,
  now: Date,
  session: ClientSession,
): Promise<boolean> {
  const result = await merges(db, scope).updateOne({ _id: mergeId, undoneAt: null }, { $set: { undoneAt: now } }, session);
  return result.modifiedCount === 1;
}

/** Rows that came to the record while it was being merged. */
export async function addMoved(
  db: Db,
  scope: OrgScope,
  merge: MemberMergeDocument,
  late: Partial<Record<MovedKind, readonly string[]>>,
  session: ClientSession,
): Promise<void> {
  const moved = { ...merge.moved };
  for (const [kind, ids] of Object.entries(late) as [MovedKind, readonly string[]][]) moved[kind] = [...(moved[kind] ?? []), ...ids];
  await merges(db, scope).updateOne({ _id: merge._id }, { $set: { moved } }, session);
}

export async function createMergeIndexes(db: Db): Promise<void> {
  await db.collection(collection).createIndexes([
    { key: { orgId: 1, keptId: 1 }, name: 'kept' },
    { key: { orgId: 1, mergedId: 1 }, name: 'merged' },
  ]);
}
