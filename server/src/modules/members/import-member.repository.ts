import type { MemberId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { searchTextOf, sortKanaOf } from './member-search.rules.ts';
import type { MemberDocument } from './member.repository.ts';

/** The roll by the driver, some hundred members at a time: a model costs ten times the write (performance.md 0.6). */
const members = (db: Db, scope: OrgScope) => tenantCollection<MemberDocument>(db, scope, 'members');

export async function membersByNumber(
  db: Db,
  scope: OrgScope,
  numbers: readonly string[],
  session?: ClientSession,
): Promise<Map<string, MemberDocument>> {
  if (numbers.length === 0) return new Map();
  const found = await members(db, scope)
    .find({ memberNumber: { $in: [...numbers] } }, session ? { session } : {})
    .toArray();
  return new Map(found.map((member) => [member.memberNumber, member]));
}

export async function membersByEmail(db: Db, scope: OrgScope, emails: readonly string[]): Promise<Map<string, MemberDocument[]>> {
  const found = new Map<string, MemberDocument[]>();
  if (emails.length === 0) return found;
  for (const member of await members(db, scope)
    .find({ contactEmail: { $in: [...emails] } })
    .toArray()) {
    const same = found.get(member.contactEmail);
    if (same) same.push(member);
    else found.set(member.contactEmail, [member]);
  }
  return found;
}

export async function membersById(
  db: Db,
  scope: OrgScope,
  memberIds: readonly MemberId[],
  session?: ClientSession,
): Promise<Map<MemberId, MemberDocument>> {
  if (memberIds.length === 0) return new Map();
  const found = await members(db, scope)
    .find({ _id: { $in: [...memberIds] } }, session ? { session } : {})
    .toArray();
  return new Map(found.map((member) => [member._id, member]));
}

export function insertImported(db: Db, scope: OrgScope, added: readonly MemberDocument[], session: ClientSession): Promise<void> {
  return members(db, scope).insert(added, { session });
}

export interface ImportedChange {
  readonly before: MemberDocument;
  readonly changes: Partial<MemberDocument>;
}

/** Every change is of the version that was read in the same transaction, so that all of them fit. */
export async function changeImported(db: Db, scope: OrgScope, changed: readonly ImportedChange[], session: ClientSession): Promise<void> {
  const result = await members(db, scope).updateEach(
    changed.map(({ before, changes }) => {
      const after = { ...before, ...changes };
      const derived = { searchText: searchTextOf(after), sortKana: sortKanaOf(after) };
      return {
        filter: { _id: before._id, version: before.version },
        update: { $set: { ...changes, ...derived }, $inc: { version: 1 } } as never,
      };
    }),
    session,
  );
  if (result && result.matchedCount !== changed.length) throw new Error('members changed under an import');
}

/** Takes back members whom nothing has touched since they were added. */
export async function deleteImported(db: Db, scope: OrgScope, removed: readonly MemberDocument[], session: ClientSession): Promise<void> {
  if (removed.length > 0) await members(db, scope).deleteMany({ _id: { $in: removed.map(({ _id }) => _id) }, version: 0 }, session);
}
