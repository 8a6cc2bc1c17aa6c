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
  rowsOf(context: MergeContext, memberId: MemberId): Promise<OwnedRow[]>;
  /** Only whose they are changes: sums, dates and what was printed stay. */
  move(context: MergeContext, ids: readonly string[], to: MemberId): Promise<void>;
  /** `back`: what goes back of the kinds before this one. */
  goingBack(context: MergeContext, moved: readonly string[], keptId: MemberId, back: MovedRows): Promise<GoingBack>;
  obstacles?(context: MergeContext, keptId: MemberId, mergedId: MemberId): Promise<MergeObstacle[]>;
}

export interface OwnedDocument extends TenantDocument {
  _id: string;
  memberId: MemberId | null;
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
