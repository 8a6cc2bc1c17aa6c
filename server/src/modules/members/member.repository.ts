import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { memberKinds } from '@tsudoi/shared/contracts/members/member-kind.contract';
import { tagsOffered } from '@tsudoi/shared/contracts/members/member-tag.contract';
import { MemberId, type MembershipTypeId, type OrgId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db, IndexDescription } from 'mongodb';
import mongoose from 'mongoose';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { withAddress } from './member-address.rules.ts';
import { everybodyFacet, facetOf, listFieldsOf, memberIndexes, tallyChanges, touchesLists } from './member-list.rules.ts';
import { addressesOf } from './member-mail.rules.ts';
import { emailKey, mailLookKey } from './member-search.rules.ts';
import { addToTallies, createTallyIndexes } from './member-tally.repository.ts';
import { changeTexts, placeTexts } from './member-text.repository.ts';
import { type MemberDocument, MemberModel } from './member.model.ts';

export type { MemberDocument, StatusEntry } from './member.model.ts';

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

/** Somebody with whom something is to be done: not what became part of another record. @throws DomainError NOT_FOUND, MEMBER_MERGED */
export async function findPresentMember(scope: OrgScope, memberId: MemberId, session?: ClientSession): Promise<MemberDocument> {
  const member = await findMember(scope, memberId, session);
  if (!member.mergedInto) return member;
  throw new DomainError('MEMBER_MERGED', { number: (await findMember(scope, member.mergedInto, session)).memberNumber });
}

export async function findMembers(scope: OrgScope, memberIds: readonly MemberId[], session?: ClientSession): Promise<MemberDocument[]> {
  if (memberIds.length === 0) return [];
  return all(
    await MemberModel.find({ orgId: scope.orgId, _id: trusted({ $in: [...memberIds] }) })
      .session(session ?? null)
      .lean()
      .exec(),
  );
}

/** Whoever is written to at one of some addresses. Of a body’s 請求先 there is a key of how it begins alone: asked for what is nobody’s contact address. */
export async function membersAtAddresses(scope: OrgScope, addresses: readonly string[]): Promise<MemberDocument[]> {
  const own = await membersAt(scope, addresses.map(emailKey), addresses);
  const known = new Set(own.flatMap(addressesOf).map((address) => address.toLowerCase()));
  const others = addresses.filter((address) => !known.has(address.toLowerCase()));
  return [...own, ...(await membersAt(scope, others.map(mailLookKey), others))];
}

async function membersAt(scope: OrgScope, keys: readonly string[], addresses: readonly string[]): Promise<MemberDocument[]> {
  if (keys.length === 0) return [];
  const found = all(
    await MemberModel.find({ orgId: scope.orgId, searchKeys: trusted({ $in: [...keys] }) }, wholeFields)
      .lean()
      .exec(),
  );
  const asked = new Set(addresses.map((address) => address.toLowerCase()));
  return found.filter((member) => addressesOf(member).some((address) => asked.has(address.toLowerCase())));
}

/** More than any family or office that shares one mailbox. */
const mostSharing = 100;

/** Everybody who shares one contact address; an empty one is nobody's. Not a hint, but whom a code mailed there may let in. */
export async function membersSharing(scope: OrgScope, email: string): Promise<MemberDocument[]> {
  if (email === '') return [];
  const asked = { orgId: scope.orgId, searchKeys: emailKey(email) };
  return all(await MemberModel.find(asked, wholeFields).limit(mostSharing).lean().exec());
}

/** Who has the same contact address or the same reading; at most a handful, as a hint. An empty address or reading is nobody's. */
export async function findLookalikes(
  scope: OrgScope,
  given: { readonly contactEmail: string; readonly sortKana: string | null },
): Promise<MemberDocument[]> {
  const byEmail =
    given.contactEmail === ''
      ? []
      : all(
          await MemberModel.find({ orgId: scope.orgId, searchKeys: emailKey(given.contactEmail) }, wholeFields)
            .limit(5)
            .lean()
            .exec(),
        );
  const sameReading = trusted({ $gt: `${given.sortKana}\u0003`, $lt: `${given.sortKana}\u0004` });
  const byKana =
    given.sortKana === null
      ? []
      : all(
          await MemberModel.find({ orgId: scope.orgId, facets: everybodyFacet, kanaKey: sameReading }, wholeFields).limit(5).lean().exec(),
        );
  return [...new Map([...byEmail, ...byKana].map((member) => [member._id, member])).values()];
}

export async function insertMembers(scope: OrgScope, members: readonly MemberDocument[], session: ClientSession): Promise<void> {
  const placed = await placeTexts(serverDb(), scope, members, session);
  await MemberModel.insertMany(
    placed.map((member) => ({ ...withAddress(member), ...listFieldsOf(member), orgId: scope.orgId })),
    { session },
  );
  await addToTallies(scope, tallyChanges([], members), session);
}

/** What follows from a change for lists, own texts among it. */
async function derive(scope: OrgScope, before: MemberDocument, after: MemberDocument, session: ClientSession) {
  const textRow = await changeTexts(serverDb(), scope, [{ before, after }], session);
  return { ...listFieldsOf(after), ...textRow(before._id) };
}

/**
 * Null when the version is not the one given. Nothing is written to what became part of another record, except by the merge
 * itself and its undo. @throws DomainError MEMBER_MERGED
 *
 * What follows from the change for lists and counts is written with it.
 */
export async function changeMember(
  scope: OrgScope,
  memberId: MemberId,
  version: number,
  changes: Partial<MemberDocument>,
  session: ClientSession,
): Promise<MemberDocument | null> {
  // The version is looked at here: with it the filter would be more than the index knows (docs/decisions/0008), and the
  // transaction refuses whoever changes what another has changed since.
  const named = { orgId: scope.orgId, _id: memberId };
  const before = (await MemberModel.findOne(named).session(session).lean().exec()) as MemberDocument | null;
  if (before?.version !== version) return null;
  if (before.mergedInto && changes.mergedInto === undefined) await findPresentMember(scope, memberId, session);
  const derived = touchesLists(changes) ? await derive(scope, before, { ...before, ...changes }, session) : {};
  const changed = (await MemberModel.findOneAndUpdate(
    named,
    { $set: { ...withAddress(changes), ...derived }, $inc: { version: 1 } },
    { session, returnDocument: 'after' },
  )
    .lean()
    .exec()) as MemberDocument | null;
  if (changed !== null) await addToTallies(scope, tallyChanges([before], [changed]), session);
  return changed;
}

/** Of keys that are looked for whole, those by which somebody is found. */
export async function keysInUse(scope: OrgScope, keys: readonly string[]): Promise<Set<string>> {
  const found = await Promise.all(keys.map((searchKeys) => MemberModel.exists({ orgId: scope.orgId, searchKeys }).exec()));
  return new Set(keys.filter((_, at) => found[at] !== null));
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

/** Who has these numbers, by number. */
export async function membersByNumber(
  scope: OrgScope,
  numbers: readonly string[],
  session?: ClientSession,
): Promise<Map<string, MemberDocument>> {
  if (numbers.length === 0) return new Map();
  const rows = await MemberModel.find({ orgId: scope.orgId, memberNumber: trusted({ $in: [...numbers] }) })
    .session(session ?? null)
    .lean()
    .exec();
  return new Map(all(rows).map((row) => [row.memberNumber, row]));
}

const wholeFields = { statusEntries: 0, searchText: 0, searchKeys: 0, foldedTexts: 0, facets: 0 } as const;

export const serverDb = (): Db => MemberModel.db.db as unknown as Db;

/** By the driver: what a model adds to a query costs as much again as a short page does. */
export const roll = (scope: OrgScope) => tenantCollection<MemberDocument>(serverDb(), scope, 'members');

/** Tags that members have, those of most members first: what is offered. */
export async function usedTags(scope: OrgScope): Promise<string[]> {
  const rows = await roll(scope)
    .aggregate<{ _id: string }>({}, [
      { $unwind: '$tags' },
      { $group: { _id: '$tags', count: { $sum: 1 } } },
      { $sort: { count: -1, _id: 1 } },
      { $limit: tagsOffered },
    ])
    .toArray();
  return rows.map(({ _id }) => _id);
}

/** How many of a type are out of the roll and come back on a day that is known. Looks at all who ever left with it. */
export async function countReturning(scope: OrgScope, membershipTypeId: MembershipTypeId): Promise<number> {
  const facets = memberKinds.map((kind) => facetOf({ status: null, membershipTypeId, kind }));
  const comesBack = { $match: { nextStatusOn: { $type: 'string' }, status: { $in: ['withdrawn', 'expelled'] } } };
  const found = await Promise.all(
    facets.map((facet) =>
      roll(scope)
        .aggregate({ facets: facet }, [comesBack, { $project: { _id: 1, status: 1 } }])
        .toArray(),
    ),
  );
  return found.reduce((sum, { length }) => sum + length, 0);
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
  await db.collection('members').createIndexes(memberIndexes as unknown as IndexDescription[]);
  await createTallyIndexes(db);
}
