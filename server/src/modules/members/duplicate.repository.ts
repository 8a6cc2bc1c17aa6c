import type { MemberId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { DuplicateDismissalModel } from './duplicate.model.ts';
import { facetOf } from './member-list.rules.ts';
import type { MemberDocument } from './member.repository.ts';

const everybody = facetOf({ status: null, membershipTypeId: null });
const mostGroups = 300;
const mostMembers = 1500;

/** Members who share something with another one. Who shares it is settled by the rules; here only who may be worth a look. */
export async function membersSharing(db: Db, scope: OrgScope): Promise<{ memberIds: MemberId[]; capped: boolean }> {
  const kinds = [
    { first: { $concat: ['$familyNameKana', ' ', '$givenNameKana'] }, given: {} },
    { first: '$contactEmail', given: { contactEmail: { $ne: '' } } },
    { first: '$phone', given: { phone: { $ne: '' } } },
  ];
  const found = new Set<MemberId>();
  let capped = false;
  for (const { first, given } of kinds) {
    const groups = await tenantCollection<MemberDocument>(db, scope, 'members')
      .aggregate<{ memberIds: MemberId[] }>({ facets: everybody }, [
        { $match: given },
        { $group: { _id: first, memberIds: { $push: '$_id' }, count: { $sum: 1 } } },
        { $match: { count: { $gt: 1 } } },
        { $sort: { count: 1, _id: 1 } },
        { $limit: mostGroups },
      ])
      .toArray();
    capped ||= groups.length === mostGroups;
    for (const { memberIds } of groups) for (const memberId of memberIds.slice(0, 50)) found.add(memberId);
  }
  return { memberIds: [...found].slice(0, mostMembers), capped: capped || found.size > mostMembers };
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
