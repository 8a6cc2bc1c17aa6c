import type { ReadKind } from '@tsudoi/shared/contracts/members/member-read.contract';
import type { MemberId, MemberReadId, OrgId, UserId } from '@tsudoi/shared/kernel/ids';
import { duplicatesOf } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Db } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';

/** One look of somebody of the office at data of members. Ids alone; never updated; goes by itself (security.md 4.11). */
export interface MemberReadDocument {
  _id: MemberReadId;
  orgId: OrgId;
  at: Date;
  readerKind: 'user';
  readerId: UserId;
  kind: ReadKind;
  memberIds: MemberId[];
  /** The file that left: the id of an export, a paper or a stored file. Null of what was shown on a page. */
  ref: string | null;
}

const name = 'audit_reads';
/** A year and the month in which something may come to light. */
const keptDays = 400;

/** Rows that are there already were written by a try whose answer was lost. @throws when one is not stored */
export async function insertReads(db: Db, scope: OrgScope, rows: readonly MemberReadDocument[]): Promise<void> {
  try {
    await tenantCollection<MemberReadDocument>(db, scope, name).insert(rows, { ordered: false });
  } catch (error) {
    duplicatesOf(error);
  }
}

export type ReadOfMember = Omit<MemberReadDocument, 'memberIds'>;

/** Who read one person's data, newest first; `before` is the id of the last row of the page above. */
export function readsOf(
  db: Db,
  scope: OrgScope,
  memberIds: readonly MemberId[],
  before: string | null,
  limit: number,
): Promise<ReadOfMember[]> {
  const of = memberIds.length === 1 ? memberIds[0]! : { $in: [...memberIds] };
  return tenantCollection<MemberReadDocument>(db, scope, name)
    .find({ memberIds: of, ...(before ? { _id: { $lt: before as MemberReadId } } : {}) } as object, { projection: { memberIds: 0 } })
    .sort({ _id: -1 })
    .limit(limit)
    .toArray();
}

export async function createMemberReadIndexes(db: Db): Promise<void> {
  await db.collection(name).createIndexes([
    { key: { orgId: 1, memberIds: 1, _id: -1 }, name: 'of_member' },
    { key: { orgId: 1, readerId: 1, _id: -1 }, name: 'by_reader' },
    { key: { at: 1 }, name: 'ttl', expireAfterSeconds: keptDays * 86_400 },
  ]);
}
