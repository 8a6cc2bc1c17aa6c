import type { MergeBlocker, MergeObstacle, MovedKind } from '@tsudoi/shared/contracts/members/member-merge.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db, Filter } from 'mongodb';
import { type TenantDocument, tenantCollection } from './tenant-collection.ts';

export interface OwnedRow {
  readonly id: string;
  /** Yen; 0 of what is no money. */
  readonly amount: number;
}

/** Ids by kind. */
export type MovedRows = Readonly<Partial<Record<MovedKind, readonly string[]>>>;

/** What goes back to the record that a merge had emptied, and what keeps it from going. */
export interface GoingBack {
  readonly ids: readonly string[];
  readonly blockers: readonly MergeBlocker[];
}

export interface MergeContext {
  readonly db: Db;
  readonly scope: OrgScope;
  readonly session: ClientSession;
}

/** Rows of a later module that belong to a member and go along when two records become one (docs/decisions/0014). */
export interface MemberRows {
  readonly kind: MovedKind;
  /** What of a member's would go to another one. */
  rowsOf(context: MergeContext, memberId: MemberId, to: MemberId): Promise<OwnedRow[]>;
  /** Only whose they are changes: sums, dates and what was printed stay. */
  move(context: MergeContext, ids: readonly string[], to: MemberId): Promise<void>;
  /** `back`: what goes back of the kinds before this one. */
  goingBack(context: MergeContext, moved: readonly string[], keptId: MemberId, back: MovedRows): Promise<GoingBack>;
  obstacles?(context: MergeContext, keptId: MemberId, mergedId: MemberId): Promise<MergeObstacle[]>;
  /** Of many members, those who have such rows. */
  ownersAmong(context: MergeContext, memberIds: readonly MemberId[]): Promise<readonly MemberId[]>;
}

export interface OwnedDocument extends TenantDocument {
  _id: string;
  memberId: MemberId | null;
}

/** Owners of rows in a collection whose index finds them by their member. */
export function ownersIn(collection: string): MemberRows['ownersAmong'] {
  return async ({ db, scope, session }, memberIds) => {
    const filter = { memberId: { $in: [...memberIds] } } as Filter<OwnedDocument>;
    const rows = tenantCollection<OwnedDocument>(db, scope, collection).find(filter, { projection: { memberId: 1, orgId: 1 }, session });
    return (await rows.toArray()).flatMap(({ memberId }) => memberId ?? []);
  };
}

/** Rows that never are without one of another kind, which is asked for. */
export const withOtherRows: MemberRows['ownersAmong'] = () => Promise.resolve([]);

/** Of these members, those who have a row of any kind: their records stay. */
export async function ownersOfRows(
  kinds: readonly MemberRows[],
  context: MergeContext,
  memberIds: readonly MemberId[],
): Promise<Set<MemberId>> {
  const owners = new Set<MemberId>();
  if (memberIds.length === 0) return owners;
  for (const kind of kinds) for (const owner of await kind.ownersAmong(context, memberIds)) owners.add(owner);
  return owners;
}

/** Points rows at another member. @throws DomainError CONFLICT when one is gone */
export async function pointRows(
  { db, scope, session }: MergeContext,
  collection: string,
  ids: readonly string[],
  to: MemberId,
  isVersioned: boolean,
): Promise<void> {
  if (ids.length === 0) return;
  const result = await tenantCollection<OwnedDocument>(db, scope, collection).updateMany(
    { _id: { $in: [...ids] } } as Filter<OwnedDocument>,
    { $set: { memberId: to } as never, ...(isVersioned ? { $inc: { version: 1 } as never } : {}) },
    session,
  );
  if (result.matchedCount !== ids.length) throw new DomainError('CONFLICT');
}

/** What was moved goes back as it is. */
export const asMoved = (_context: MergeContext, ids: readonly string[]): Promise<GoingBack> => Promise.resolve({ ids, blockers: [] });
