import { randomUUID } from 'node:crypto';
import type { MemberId, OrgId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import type { Listed } from './member-list.rules.ts';
import { changedEntries, entriesInRow, entriesOf, ownerOf, rowOf, textEntryOf } from './member-text.rules.ts';

/** Own texts of up to some hundred members. */
interface MemberTextsDocument {
  _id: string;
  orgId: OrgId;
  entries: string;
  /** Of a row that has room: whoever comes alone chooses one of a few, so that two at once seldom wait for each other. */
  lane: number | null;
}

/** A member as it is kept, with the row that its own texts stand in. */
type Kept = Listed & { readonly textRow?: string | null };
interface Moved {
  readonly memberId: MemberId;
  readonly from: string | null;
  readonly entry: string | null;
}

const textCollection = 'member_texts';
const rowsOf = (db: Db, scope: OrgScope) => tenantCollection<MemberTextsDocument>(db, scope, textCollection);

const lanes = 8;
const laneOf = (memberId: MemberId): number => memberId.charCodeAt(memberId.length - 1) % lanes;

/** Rows of their own for entries of many. */
function newTextRows(orgId: OrgId, entries: readonly string[], lane: number | null = null): MemberTextsDocument[] {
  const rows: MemberTextsDocument[] = [];
  for (let from = 0; from < entries.length; from += entriesInRow)
    rows.push({ _id: randomUUID(), orgId, entries: rowOf(entries.slice(from, from + entriesInRow)), lane });
  return rows;
}

/** Who stands in which row. */
const standingIn = (rows: readonly MemberTextsDocument[]): Map<MemberId, string> =>
  new Map(rows.flatMap(({ _id, entries }) => entriesOf(entries).map((entry) => [ownerOf(entry), _id] as const)));

/** Entries that have no row yet: as many as fill rows into rows of their own, the rest into one that has room. */
async function place(db: Db, scope: OrgScope, entries: readonly string[], session: ClientSession): Promise<Map<MemberId, string>> {
  const whole = entries.length - (entries.length % entriesInRow);
  const added = newTextRows(scope.orgId, entries.slice(0, whole));
  const rest = entries.slice(whole);
  const lane = rest.length === 0 ? null : laneOf(ownerOf(rest[0]!));
  const open = lane === null ? null : await rowsOf(db, scope).findOne({ lane }, session);
  if (open === null) added.push(...newTextRows(scope.orgId, rest, lane));
  const filled = open && rowFilled(open, rest);
  if (filled) await rowsOf(db, scope).updateOne({ _id: filled._id }, { $set: { entries: filled.entries, lane: filled.lane } }, session);
  await rowsOf(db, scope).insert(added, { session });
  return standingIn(filled ? [...added, filled] : added);
}

function rowFilled(row: MemberTextsDocument, more: readonly string[]): MemberTextsDocument {
  const all = [...entriesOf(row.entries), ...more];
  return { ...row, entries: rowOf(all), lane: all.length < entriesInRow ? row.lane : null };
}

/** Where own texts stand afterwards, of those that moved; nowhere: null. */
async function move(
  db: Db,
  scope: OrgScope,
  moved: readonly Moved[],
  session: ClientSession,
): Promise<ReadonlyMap<MemberId, string | null>> {
  if (moved.length === 0) return new Map();
  const from = [...new Set(moved.flatMap((one) => one.from ?? []))];
  const rows =
    from.length === 0
      ? []
      : await rowsOf(db, scope)
          .find({ _id: { $in: from } }, { session })
          .toArray();
  const entries = new Map(moved.map(({ memberId, entry }) => [memberId, entry]));
  const changed = rows.map((row) => ({ ...row, entries: rowOf(changedEntries(row.entries, entries)) }));
  const kept = changed.filter((row) => row.entries !== '');
  const gone = changed.filter((row) => row.entries === '').map(({ _id }) => _id);
  await rowsOf(db, scope).updateEach(
    kept.map(({ _id, entries: all }) => ({ filter: { _id }, update: { $set: { entries: all } } })),
    session,
  );
  if (gone.length > 0) await rowsOf(db, scope).deleteMany({ _id: { $in: gone } }, session);
  const standing = standingIn(kept);
  const homeless = moved.flatMap(({ memberId, entry }) => (entry === null || standing.has(memberId) ? [] : [entry]));
  const placed = homeless.length === 0 ? null : await place(db, scope, homeless, session);
  return new Map(moved.map(({ memberId }) => [memberId, standing.get(memberId) ?? placed?.get(memberId) ?? null]));
}

const entriesOfNew = (members: readonly Listed[]): string[] => members.flatMap((member) => textEntryOf(member) ?? []);

function withRows<M extends Listed>(members: readonly M[], rows: ReadonlyMap<MemberId, string>): readonly M[] {
  return rows.size === 0 ? members : members.map((one) => (rows.has(one._id) ? { ...one, textRow: rows.get(one._id)! } : one));
}

/** New members with the rows of their own texts, which are written. */
export async function placeTexts<M extends Listed>(db: Db, scope: OrgScope, members: readonly M[], session: ClientSession) {
  const entries = entriesOfNew(members);
  return entries.length === 0 ? members : withRows(members, await place(db, scope, entries, session));
}

/** The same of many at once, with rows of their own that are still to be written: nothing is read for them. */
export function withOwnRows<M extends Listed>(scope: OrgScope, members: readonly M[]) {
  const rows = newTextRows(scope.orgId, entriesOfNew(members));
  return { members: withRows(members, standingIn(rows)), rows };
}

export const insertTextRows = (db: Db, scope: OrgScope, rows: readonly MemberTextsDocument[], session: ClientSession): Promise<void> =>
  rowsOf(db, scope).insert(rows, { session });

/** Own texts as they became. What of each member is to be written with its other changes: nothing of whoever has none. */
export async function changeTexts(
  db: Db,
  scope: OrgScope,
  changed: readonly { readonly before: Kept; readonly after: Listed }[],
  session: ClientSession,
): Promise<(memberId: MemberId) => { readonly textRow?: string | null }> {
  const moved = changed.flatMap(({ before, after }): Moved[] => {
    const [entry, from] = [textEntryOf(after), before.textRow ?? null];
    const isSame = entry === null ? from === null : from !== null && entry === textEntryOf(before);
    return isSame ? [] : [{ memberId: before._id, from, entry }];
  });
  const rows = await move(db, scope, moved, session);
  return (memberId) => (rows.has(memberId) ? { textRow: rows.get(memberId)! } : {});
}

export async function removeTexts(db: Db, scope: OrgScope, members: readonly Kept[], session: ClientSession): Promise<void> {
  const moved = members.flatMap(({ _id, textRow = null }) => (textRow === null ? [] : [{ memberId: _id, from: textRow, entry: null }]));
  await move(db, scope, moved, session);
}

/** Rows in which somebody fits one of some texts, with all others who stand in them. */
export async function rowsWithText(db: Db, scope: OrgScope, texts: readonly RegExp[]): Promise<string[]> {
  const rows = await rowsOf(db, scope)
    .aggregate<Pick<MemberTextsDocument, 'entries'>>({}, [
      // Each by itself: the engine takes no expression of more than a thousand bytes.
      { $match: { $or: texts.map((entries) => ({ entries })) } },
      { $project: { _id: 0, entries: 1 } },
    ])
    .toArray();
  return rows.map(({ entries }) => entries);
}

/** Own texts of everybody in all organisations, anew: for members from before they were kept so. May be run again. */
export async function keepTextsAnew(db: Db): Promise<void> {
  const members = db.collection<Kept & { _id: MemberId; orgId: OrgId }>('members');
  const rows = db.collection<MemberTextsDocument>(textCollection);
  await rows.deleteMany({});
  const cursor = members.find({}, { projection: { searchKeys: 0, searchText: 0, foldedTexts: 0, statusEntries: 0 }, batchSize: 500 });
  while (await cursor.hasNext()) {
    const some = cursor.readBufferedDocuments();
    const added = [...new Set(some.map(({ orgId }) => orgId))].flatMap((orgId) =>
      newTextRows(orgId, entriesOfNew(some.filter((member) => member.orgId === orgId))),
    );
    const standing = standingIn(added);
    const turned = some.filter(({ _id, textRow = null }) => textRow !== (standing.get(_id) ?? null));
    if (added.length > 0) await rows.insertMany(added);
    const updates = turned.map(({ _id, orgId }) => ({
      updateOne: { filter: { _id, orgId }, update: { $set: { textRow: standing.get(_id) ?? null } } },
    }));
    if (updates.length > 0) await members.bulkWrite(updates, { ordered: false });
  }
}

export async function createTextIndexes(db: Db): Promise<void> {
  await db.collection(textCollection).createIndexes([
    { key: { orgId: 1, _id: 1 }, name: 'row' },
    { key: { orgId: 1, lane: 1 }, name: 'lane' },
  ]);
}
