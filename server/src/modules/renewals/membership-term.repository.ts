import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type { MembershipTermId } from '@tsudoi/shared/kernel/renewal-ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { type MembershipTermDocument, membershipTermCollection } from './membership-term.model.ts';

export { membershipTermCollection } from './membership-term.model.ts';
export type { MembershipTermDocument } from './membership-term.model.ts';

const rows = (db: Db, scope: OrgScope) => tenantCollection<MembershipTermDocument>(db, scope, membershipTermCollection);
/** Names of members in one look. */
const batchSize = 1000;

export function insertTerms(db: Db, scope: OrgScope, terms: readonly MembershipTermDocument[], session: ClientSession): Promise<void> {
  return rows(db, scope).insert(terms, { session });
}

/** @throws DomainError NOT_FOUND */
export async function getTerm(db: Db, scope: OrgScope, termId: MembershipTermId, session: ClientSession): Promise<MembershipTermDocument> {
  const term = await rows(db, scope).findOne({ _id: termId }, session);
  if (!term) throw new DomainError('NOT_FOUND');
  return term;
}

/** Every row of a member, the oldest first. */
export function termsOfMember(db: Db, scope: OrgScope, memberId: MemberId, session?: ClientSession): Promise<MembershipTermDocument[]> {
  return rows(db, scope)
    .find({ memberId }, session ? { session } : {})
    .sort({ _id: 1 })
    .toArray();
}

/** Every row of these members. */
export async function termsOfMembers(
  db: Db,
  scope: OrgScope,
  memberIds: readonly MemberId[],
  session?: ClientSession,
): Promise<Map<MemberId, MembershipTermDocument[]>> {
  const found = new Map<MemberId, MembershipTermDocument[]>();
  for (let at = 0; at < memberIds.length; at += batchSize) {
    const some = memberIds.slice(at, at + batchSize);
    const terms = await rows(db, scope)
      .find({ memberId: { $in: some } }, session ? { session } : {})
      .toArray();
    for (const term of terms) found.set(term.memberId, [...(found.get(term.memberId) ?? []), term]);
  }
  return found;
}

/** Members with a term, taken back or not, that ends within these days, both included. */
export async function membersEndingBetween(db: Db, scope: OrgScope, from: JstDate, to: JstDate): Promise<MemberId[]> {
  const found = await rows(db, scope)
    .find({ through: { $gte: from, $lte: to } }, { projection: { _id: 0, orgId: 1, memberId: 1 } })
    .toArray();
  return [...new Set(found.map(({ memberId }) => memberId))];
}

export async function createTermIndexes(db: Db): Promise<void> {
  await db.collection(membershipTermCollection).createIndexes([
    { key: { orgId: 1, memberId: 1, _id: 1 }, name: 'member' },
    { key: { orgId: 1, through: 1 }, name: 'through' },
  ]);
}
