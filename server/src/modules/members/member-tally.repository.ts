import type { MemberStatus } from '@tsudoi/shared/contracts/members/member.contract';
import type { MemberKind } from '@tsudoi/shared/contracts/members/member-kind.contract';
import type { MembershipTypeId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import type { Tally } from './member-list.rules.ts';
import { isStanding } from './member-status.rules.ts';
import { MemberTallyModel } from './member-tally.model.ts';

/**
 * How many members there are of each status and type, kept with every write in its transaction: a list says how long it
 * is without counting (performance.md P4).
 */
async function talliesOf(scope: OrgScope): Promise<Tally[]> {
  const rows = await MemberTallyModel.find({ orgId: scope.orgId }, { status: 1, membershipTypeId: 1, kind: 1, owing: 1, count: 1 })
    .lean()
    .exec();
  return rows as unknown as Tally[];
}

export type AskedTallies = () => Promise<readonly Tally[]>;

/** The same, asked for at most once and only by whoever needs them. */
export function askedTallies(scope: OrgScope): AskedTallies {
  let asked: Promise<readonly Tally[]> | undefined;
  return () => (asked ??= talliesOf(scope));
}

export async function addToTallies(scope: OrgScope, changes: readonly Tally[], session: ClientSession): Promise<void> {
  for (const { status, membershipTypeId, kind = 'individual', owing = false, count } of changes) {
    const _id = `${scope.orgId}:${status}:${membershipTypeId}:${kind}${owing ? ':owing' : ''}`;
    await MemberTallyModel.updateOne(
      { _id, orgId: scope.orgId },
      { $inc: { count }, $setOnInsert: { status, membershipTypeId, kind, owing } },
      { upsert: true, session },
    ).exec();
  }
}

function summed<K>(tallies: readonly Tally[], keyOf: (tally: Tally) => K): Map<K, number> {
  const sums = new Map<K, number>();
  for (const tally of tallies.filter(({ owing }) => !owing)) sums.set(keyOf(tally), (sums.get(keyOf(tally)) ?? 0) + tally.count);
  return sums;
}

/** Of one kind, or of everybody. */
export async function countByStatus(scope: OrgScope, kind: MemberKind | null = null): Promise<Map<MemberStatus, number>> {
  const tallies = await talliesOf(scope);
  return summed(kind === null ? tallies : tallies.filter((tally) => (tally.kind ?? 'individual') === kind), ({ status }) => status);
}

/** Whose type something is: members and applicants, bodies among them counted once more, and those of former days. */
export interface TypeCounts {
  readonly standing: number;
  readonly corporate: number;
  readonly former: number;
}

export async function countByType(scope: OrgScope): Promise<(typeId: MembershipTypeId) => TypeCounts> {
  const tallies = await talliesOf(scope);
  const standing = tallies.filter(({ status }) => isStanding(status));
  const typeOf = ({ membershipTypeId }: Tally) => membershipTypeId;
  const [inUse, bodies, all] = [standing, standing.filter(({ kind }) => kind === 'corporate'), tallies].map((some) => summed(some, typeOf));
  return (typeId) => {
    const count = inUse!.get(typeId) ?? 0;
    return { standing: count, corporate: bodies!.get(typeId) ?? 0, former: (all!.get(typeId) ?? 0) - count };
  };
}

export async function createTallyIndexes(db: Db): Promise<void> {
  await db.collection('member_tallies').createIndex({ orgId: 1 }, { name: 'organization' });
}
