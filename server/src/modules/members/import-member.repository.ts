import type { MemberId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { withAddress } from './member-address.rules.ts';
import { listFieldsOf, tallyChanges, touchesLists } from './member-list.rules.ts';
import { emailKey, formerNumberKey } from './member-search.rules.ts';
import { addToTallies } from './member-tally.repository.ts';
import { changeTexts, insertTextRows, removeTexts, withOwnRows } from './member-text.repository.ts';
import { looksLikeReception } from './member-number.rules.ts';
import type { MemberDocument } from './member.repository.ts';

/** The roll by the driver, some hundred members at a time: a model costs ten times the write (performance.md 0.6). */
const members = (db: Db, scope: OrgScope) => tenantCollection<MemberDocument>(db, scope, 'members');

/** Members by their numbers, or by their ids. */
export async function membersWhere<K extends 'memberNumber' | '_id'>(
  db: Db,
  scope: OrgScope,
  field: K,
  values: readonly MemberDocument[K][],
  session?: ClientSession,
): Promise<Map<MemberDocument[K], MemberDocument>> {
  if (values.length === 0) return new Map();
  const found = await members(db, scope)
    .find({ [field]: { $in: [...values] } } as never, session ? { session } : {})
    .toArray();
  // A number of a record that became part of another is the number of that one still.
  const into = found.flatMap(({ mergedInto }) => mergedInto ?? []);
  const living = field === 'memberNumber' ? await membersWhere(db, scope, '_id', into, session) : new Map();
  return new Map(found.map((member) => [member[field], (member.mergedInto && living.get(member.mergedInto)) || member]));
}

/**
 * Whom these numbers mean in a file: who has one, and who stood under one until the office gave theirs, so that a list that
 * was saved before then does not add everybody once more.
 */
export async function membersNumbered(db: Db, scope: OrgScope, numbers: readonly string[]): Promise<Map<string, MemberDocument>> {
  const found = await membersWhere(db, scope, 'memberNumber', numbers);
  const past = numbers.filter((number) => looksLikeReception(number) && !found.has(number));
  if (past.length === 0) return found;
  const asked = new Set(past);
  for (const member of await members(db, scope)
    .find({ searchKeys: { $in: past.map(formerNumberKey) } })
    .toArray())
    for (const number of member.formerNumbers ?? []) if (asked.has(number)) found.set(number, member);
  return found;
}

/** The numbers of all records of the organisation. */
export async function numbersInUse(db: Db, scope: OrgScope): Promise<Set<string>> {
  const rows = await members(db, scope)
    .find({}, { projection: { _id: 0, memberNumber: 1 } })
    .toArray();
  return new Set(rows.map(({ memberNumber }) => memberNumber));
}

export async function membersByEmail(
  db: Db,
  scope: OrgScope,
  emails: readonly string[],
  session?: ClientSession,
): Promise<Map<string, MemberDocument[]>> {
  const found = new Map<string, MemberDocument[]>();
  if (emails.length === 0) return found;
  for (const member of await members(db, scope)
    .find({ searchKeys: { $in: emails.map(emailKey) } }, session ? { session } : {})
    .toArray()) {
    const same = found.get(member.contactEmail);
    if (same) same.push(member);
    else found.set(member.contactEmail, [member]);
  }
  return found;
}

export const membersById = (db: Db, scope: OrgScope, memberIds: readonly MemberId[], session?: ClientSession) =>
  membersWhere(db, scope, '_id', memberIds, session);

export async function insertImported(db: Db, scope: OrgScope, added: readonly MemberDocument[], session: ClientSession): Promise<void> {
  const texts = withOwnRows(scope, added);
  await members(db, scope).insert(texts.members, { session });
  await insertTextRows(db, scope, texts.rows, session);
  await addToTallies(scope, tallyChanges([], added), session);
}

export interface ImportedChange {
  readonly before: MemberDocument;
  readonly changes: Partial<MemberDocument>;
}

/**
 * Every change is of a member read in the same transaction: whoever changes them meanwhile makes it begin anew. The version
 * is not asked for here, since with it the filter would be more than the index knows (docs/decisions/0008).
 */
export async function changeImported(db: Db, scope: OrgScope, changed: readonly ImportedChange[], session: ClientSession): Promise<void> {
  // The second of two would begin at what the first has changed already.
  if (new Set(changed.map(({ before }) => before._id)).size !== changed.length) throw new Error('a member twice in one change');
  const after = changed.map(({ before, changes }) => ({ ...before, ...changes }));
  const listed = changed.flatMap(({ before, changes }, at) => (touchesLists(changes) ? [{ before, after: after[at]! }] : []));
  const textRow = await changeTexts(db, scope, listed, session);
  const result = await members(db, scope).updateEach(
    changed.map(({ before, changes }, at) => ({
      filter: { _id: before._id },
      update: {
        $set: { ...withAddress(changes), ...(touchesLists(changes) ? listFieldsOf(after[at]!) : {}), ...textRow(before._id) },
        $inc: { version: 1 },
      } as never,
    })),
    session,
  );
  if (result && result.matchedCount !== changed.length) throw new Error('members changed under an import');
  await addToTallies(
    scope,
    tallyChanges(
      changed.map(({ before }) => before),
      after,
    ),
    session,
  );
}

/** Takes back members whom nothing has touched since they were added. */
export async function deleteImported(db: Db, scope: OrgScope, removed: readonly MemberDocument[], session: ClientSession): Promise<void> {
  if (removed.length === 0) return;
  await removeTexts(db, scope, removed, session);
  await members(db, scope).deleteMany({ _id: { $in: removed.map(({ _id }) => _id) } }, session);
  await addToTallies(scope, tallyChanges(removed, []), session);
}
