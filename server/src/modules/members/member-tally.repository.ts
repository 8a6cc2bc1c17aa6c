import type { MemberStatus } from '@tsudoi/shared/contracts/members/member.contract';
import type { MembershipTypeId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import type { Tally } from './member-list.rules.ts';
import { MemberTallyModel } from './member-tally.model.ts';

/**
 * How many members there are of each status and type, kept with every write in its transaction: a list says how long it
 * is without counting (performance.md P4).
 */
async function talliesOf(scope: OrgScope): Promise<Tally[]> {
  const rows = await MemberTallyModel.find({ orgId: scope.orgId }, { status: 1, membershipTypeId: 1, count: 1 }).lean().exec();
  return rows as unknown as Tally[];
}

export type AskedTallies = () => Promise<readonly Tally[]>;

/** The same, asked for at most once and only by whoever needs them. */
export function askedTallies(scope: OrgScope): AskedTallies {
  let asked: Promise<readonly Tally[]> | undefined;
  return () => (asked ??= talliesOf(scope));
}

export async function addToTallies(scope: OrgScope, changes: readonly Tally[], session: ClientSession): Promise<void> {
  for (const { status, membershipTypeId, count } of changes) {
    const _id = `${scope.orgId}:${status}:${membershipTypeId}`;
    await MemberTallyModel.updateOne(
      { _id, orgId: scope.orgId },
      { $inc: { count }, $setOnInsert: { status, membershipTypeId } },
      { upsert: true, session },
    ).exec();
  }
}

function summed<K>(tallies: readonly Tally[], keyOf: (tally: Tally) => K): Map<K, number> {
  const sums = new Map<K, number>();
  for (const tally of tallies) sums.set(keyOf(tally), (sums.get(keyOf(tally)) ?? 0) + tally.count);
  return sums;
}

export async function countByStatus(scope: OrgScope): Promise<Map<MemberStatus, number>> {
  return summed(await talliesOf(scope), ({ status }) => status);
}

export async function countByType(scope: OrgScope): Promise<Map<MembershipTypeId, number>> {
  return summed(await talliesOf(scope), ({ membershipTypeId }) => membershipTypeId);
}

export async function createTallyIndexes(db: Db): Promise<void> {
  await db.collection('member_tallies').createIndex({ orgId: 1 }, { name: 'organization' });
}
