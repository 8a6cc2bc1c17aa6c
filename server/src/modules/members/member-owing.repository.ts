import type { MemberId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db, UpdateFilter } from 'mongodb';
import { type ScopedUpdate, tenantCollection } from '../../platform/tenant-collection.ts';
import { tallyChanges } from './member-list.rules.ts';
import { duesKey } from './member-search.rules.ts';
import { addToTallies } from './member-tally.repository.ts';
import type { MemberDocument } from './member.repository.ts';

const facts = { orgId: 1, status: 1, membershipTypeId: 1, kind: 1, mergedInto: 1, owing: 1 } as const;
type Facts = Pick<MemberDocument, '_id' | keyof typeof facts>;

/**
 * Writes down who owes something, in the transaction that moved their bills, so that the roll can be filtered by it.
 * Every member named is written, changed or not: of two payments that settle the last two bills at the same moment each
 * would still see the other's bill open, and both would leave the member owing.
 */
export async function keepOwing(db: Db, scope: OrgScope, owing: ReadonlyMap<MemberId, boolean>, session: ClientSession): Promise<void> {
  if (owing.size === 0) return;
  const roll = tenantCollection<MemberDocument>(db, scope, 'members');
  const members: Facts[] = await roll.find({ _id: { $in: [...owing.keys()] } }, { projection: facts, session }).toArray();
  const turned = members.filter((member) => (member.owing ?? false) !== owing.get(member._id));
  const updates: ScopedUpdate<MemberDocument>[] = [];
  // One update for many: a bulk of single ones costs several times as much.
  const update = (some: readonly Facts[], change: UpdateFilter<MemberDocument>) => {
    if (some.length > 0) updates.push({ filter: { _id: { $in: some.map(({ _id }) => _id) } }, update: change });
  };
  for (const isOwing of [true, false]) {
    const some = turned.filter((member) => owing.get(member._id) === isOwing);
    // Who became part of another record is found by nothing.
    const [merged, listed] = [some.filter(({ mergedInto }) => mergedInto), some.filter(({ mergedInto }) => !mergedInto)];
    const kept = { $set: { owing: isOwing }, $inc: { owingTurn: 1 } };
    update(listed, { $pull: { searchKeys: duesKey(!isOwing) } } as UpdateFilter<MemberDocument>);
    update(listed, { ...kept, $push: { searchKeys: duesKey(isOwing) } } as UpdateFilter<MemberDocument>);
    update(merged, kept);
  }
  update(
    members.filter((member) => !turned.includes(member)),
    { $inc: { owingTurn: 1 } },
  );
  await roll.updateInTurn(updates, session);
  const after = turned.map((member) => ({ ...member, owing: owing.get(member._id)! }));
  await addToTallies(scope, tallyChanges(turned, after), session);
}
