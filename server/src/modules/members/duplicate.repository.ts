import type { MemberId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { DuplicateDismissalModel } from './duplicate.model.ts';
import type { Comparable } from './duplicate.rules.ts';
import { everybodyFacet } from './member-list.rules.ts';
import type { MemberDocument } from './member.repository.ts';

const projection = { familyName: 1, givenName: 1, familyNameKana: 1, givenNameKana: 1, birthDate: 1, contactEmail: 1, phone: 1 };

/** What of everybody on the roll is compared, a batch at a time. */
export function everybodyCompared(db: Db, scope: OrgScope): AsyncIterable<Comparable> {
  return tenantCollection<MemberDocument>(db, scope, 'members').find({ facets: everybodyFacet }, { projection, batchSize: 1000 });
}

/** The same of some. */
export async function comparedMembers(db: Db, scope: OrgScope, memberIds: readonly MemberId[]): Promise<Comparable[]> {
  const members = tenantCollection<MemberDocument>(db, scope, 'members');
  const found: Comparable[] = [];
  for (let from = 0; from < memberIds.length; from += 500)
    found.push(...(await members.find({ _id: { $in: memberIds.slice(from, from + 500) } }, { projection }).toArray()));
  return found;
}

export async function dismissedPairs(scope: OrgScope): Promise<Set<string>> {
  const rows = await DuplicateDismissalModel.find({ orgId: scope.orgId }, { pair: 1 }).lean().exec();
  return new Set((rows as unknown as { pair: string }[]).map(({ pair }) => pair));
}

export async function dismissPair(scope: OrgScope, pair: string, actor: string, at: Date, session: ClientSession): Promise<void> {
  await DuplicateDismissalModel.updateOne(
    { orgId: scope.orgId, _id: `${scope.orgId}:${pair}` },
    { $set: { pair, actor, at } },
    { upsert: true, session },
  ).exec();
}

export async function restorePair(scope: OrgScope, pair: string, session: ClientSession): Promise<void> {
  await DuplicateDismissalModel.deleteOne({ orgId: scope.orgId, _id: `${scope.orgId}:${pair}` }, { session }).exec();
}

export async function createDismissalIndexes(db: Db): Promise<void> {
  await db.collection('duplicate_dismissals').createIndexes([
    { key: { orgId: 1 }, name: 'organization' },
    { key: { orgId: 1, _id: 1 }, name: 'pair' },
  ]);
}
