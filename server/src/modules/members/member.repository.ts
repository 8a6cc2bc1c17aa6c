import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { MemberId, type OrgId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db, IndexDescription } from 'mongodb';
import mongoose from 'mongoose';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import {
  type ListQuery,
  everybodyFacet,
  listConditions,
  listFieldsOf,
  listSorts,
  memberIndexes,
  readsDuesFirst,
  sumTallies,
  tallyChanges,
  touchesLists,
} from './member-list.rules.ts';
import { emailKey } from './member-search.rules.ts';
import { type AskedTallies, addToTallies, askedTallies, createTallyIndexes } from './member-tally.repository.ts';
import { type Placed, stepsFor, windowEnd } from './member-window.rules.ts';
import { windowsOf } from './member-window.repository.ts';
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

/** Whoever has one of some contact addresses. */
export async function membersAtAddresses(scope: OrgScope, addresses: readonly string[]): Promise<MemberDocument[]> {
  if (addresses.length === 0) return [];
  const keys = trusted({ $in: addresses.map(emailKey) });
  const found = all(await MemberModel.find({ orgId: scope.orgId, searchKeys: keys }, wholeFields).lean().exec());
  const asked = new Set(addresses.map((address) => address.toLowerCase()));
  return found.filter(({ contactEmail }) => asked.has(contactEmail.toLowerCase()));
}

/** Who has the same contact address or the same reading; at most a handful. An empty address or reading is nobody's. */
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
  await MemberModel.insertMany(
    members.map((member) => ({ ...member, ...listFieldsOf(member), orgId: scope.orgId })),
    { session },
  );
  await addToTallies(scope, tallyChanges([], members), session);
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
  const derived = touchesLists(changes) ? listFieldsOf({ ...before, ...changes }) : {};
  const changed = (await MemberModel.findOneAndUpdate(
    named,
    { $set: { ...changes, ...derived }, $inc: { version: 1 } },
    { session, returnDocument: 'after' },
  )
    .lean()
    .exec()) as MemberDocument | null;
  if (changed !== null) await addToTallies(scope, tallyChanges([before], [changed]), session);
  return changed;
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

/** What a row of a list shows; whole members are read for files. */
const rowFields = {
  memberNumber: 1,
  familyName: 1,
  givenName: 1,
  familyNameKana: 1,
  givenNameKana: 1,
  membershipTypeId: 1,
  status: 1,
  contactEmail: 1,
  phone: 1,
  affiliation: 1,
  joinedOn: 1,
  kind: 1,
  contacts: 1,
  rankId: 1,
  tags: 1,
  formerName: 1,
  owing: 1,
  kanaKey: 1,
  numberKey: 1,
  joinedKey: 1,
} as const;
const wholeFields = { statusEntries: 0, searchText: 0, searchKeys: 0, facets: 0 } as const;

export type MemberRowDocument = Pick<MemberDocument, '_id' | keyof typeof rowFields>;

export interface MemberPage extends Omit<ListQuery, 'until'> {
  readonly size: number;
}

/** By the driver: what a model adds to a query costs as much again as a short page does. */
const roll = (scope: OrgScope) => tenantCollection<MemberDocument>(MemberModel.db.db as unknown as Db, scope, 'members');

async function readWindow(scope: OrgScope, query: ListQuery, limit: number, fields: Record<string, 0 | 1>): Promise<MemberDocument[]> {
  const { seek, rest } = listConditions(query);
  const order = { [listSorts[query.sort]]: query.descending ? -1 : 1 } as Record<string, 1 | -1>;
  if (Object.keys(rest).length === 0) return roll(scope).find(seek, { projection: fields, sort: order, limit }).toArray();
  // Two stages: MongoDB joins them, the embedded engine answers the first from its index only when it stands alone.
  return roll(scope)
    .aggregate<MemberDocument>(seek, [{ $match: rest }, { $sort: order }, { $limit: limit }, { $project: fields }])
    .toArray();
}

async function readPage(
  scope: OrgScope,
  page: MemberPage,
  fields: Record<string, 0 | 1>,
  tallies: AskedTallies,
): Promise<MemberDocument[]> {
  const wanted = page.size + 1;
  if (page.search === null && (await isDuesFirst(scope, page, tallies)))
    return readWindow(scope, { ...page, duesFirst: true }, wanted, fields);
  const plan = page.search === null ? await windowsOf(scope, page, tallies, () => placesOf(scope, page)) : null;
  if (plan === null) return readWindow(scope, page, wanted, fields);
  const rows: MemberDocument[] = [];
  let after = page.after;
  for (let steps = stepsFor(wanted, plan.share); ; steps *= 2) {
    const until = windowEnd(plan.fences, after, page.descending, steps);
    rows.push(...(await readWindow(scope, { ...page, after, until }, wanted - rows.length, fields)));
    if (rows.length >= wanted || until === null) return rows;
    after = until;
  }
}

/** Whether a list by dues is read from those who owe, or do not, since they are few. */
export async function isDuesFirst(
  scope: OrgScope,
  query: Omit<ListQuery, 'after' | 'until'>,
  tallies = askedTallies(scope),
): Promise<boolean> {
  if (!query.dues) return false;
  const known = await tallies();
  // Of both kinds and all statuses: that many are read.
  const ofAll = (dues: ListQuery['dues']) =>
    (['individual', 'corporate'] as const).reduce(
      (sum, kind) => sum + sumTallies(known, { status: null, membershipTypeId: null, kind, dues }),
      0,
    );
  return readsDuesFirst(sumTallies(known, { ...query, dues: null }), ofAll(query.dues));
}

async function placesOf(scope: OrgScope, { sort }: MemberPage): Promise<Placed[]> {
  const field = listSorts[sort];
  const rows = await roll(scope)
    .find({ facets: everybodyFacet }, { projection: { _id: 0, facets: 1, [field]: 1 } })
    .toArray();
  return rows.map((row) => ({ key: row[field], facets: row.facets }));
}

/** One row more than the page, to know whether there are more. */
export function pageOfRows(scope: OrgScope, page: MemberPage, tallies = askedTallies(scope)): Promise<MemberRowDocument[]> {
  return readPage(scope, page, rowFields, tallies);
}

/** Exact without a search, from the tallies; what a search finds is counted up to `cap`. */
export async function countListed(
  scope: OrgScope,
  query: Pick<ListQuery, 'status' | 'membershipTypeId' | 'kind' | 'dues' | 'search'>,
  cap: number,
  tallies = askedTallies(scope),
): Promise<number> {
  if (query.search === null) return sumTallies(await tallies(), query);
  const { seek, rest } = listConditions({ ...query, sort: 'kana', descending: false, after: null });
  const [counted] = await roll(scope)
    .aggregate<{ count: number }>(seek, [{ $match: rest }, { $limit: cap }, { $count: 'count' }])
    .toArray();
  return counted?.count ?? 0;
}

/** The ranks that members have. */
export async function usedRanks(scope: OrgScope): Promise<ReadonlySet<string>> {
  const rows = await roll(scope)
    .aggregate<{ _id: string | null }>({}, [{ $group: { _id: '$rankId' } }])
    .toArray();
  return new Set(rows.flatMap(({ _id }) => (_id ? [_id] : [])));
}

const mostTags = 200;

/** Tags that members have, those of most members first. */
export async function usedTags(scope: OrgScope): Promise<string[]> {
  const rows = await roll(scope)
    .aggregate<{ _id: string }>({}, [
      { $unwind: '$tags' },
      { $group: { _id: '$tags', count: { $sum: 1 } } },
      { $sort: { count: -1, _id: 1 } },
      { $limit: mostTags },
    ])
    .toArray();
  return rows.map(({ _id }) => _id);
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
