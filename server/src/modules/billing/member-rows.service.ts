import type { MergeObstacle } from '@tsudoi/shared/contracts/members/member-merge.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { BillId, MemberId } from '@tsudoi/shared/kernel/ids';
import { type MemberRows, type MergeContext, asMoved, ownersIn, pointRows } from '../../platform/member-rows.ts';
import { adjustmentsOfMembers, adjustmentCollection } from './adjustment.repository.ts';
import { type BillDocument, billCollection, billsOf, findBills } from './bill.repository.ts';
import { askedOnceAs } from './bill-once.rules.ts';
import { isPayable } from './bill-status.rules.ts';
import { activeRuns } from './billing-run.repository.ts';
import { keepOwingMembers } from './owing-members.service.ts';
import { plannedAmong } from './planned-owners.service.ts';

const bills = ({ db, scope, session }: MergeContext, memberId: MemberId): Promise<BillDocument[]> =>
  billsOf(db, scope).find({ memberId }, { session }).toArray();

/** A fee of a year or a month that both were billed: one person owes it once (domain.md 3.7), and which of the two is for the office to say. */
async function doubleBills(context: MergeContext, keptId: MemberId, mergedId: MemberId): Promise<MergeObstacle[]> {
  const billed = async (memberId: MemberId) => (await bills(context, memberId)).filter((bill) => bill.live && askedOnceAs(bill) !== null);
  const [own, others] = [await billed(keptId), await billed(mergedId)];
  const [mine, theirs] = [new Set(own.map(askedOnceAs)), new Set(others.map(askedOnceAs))];
  return [...own.filter((bill) => theirs.has(askedOnceAs(bill))), ...others.filter((bill) => mine.has(askedOnceAs(bill)))].map(
    ({ _id, billName, billNumber }) => ({ kind: 'both_billed', ref: _id, label: `${billName} (${billNumber})` }),
  );
}

export const billRows: MemberRows = {
  kind: 'bills',
  async ownersAmong(context, memberIds) {
    return [...(await ownersIn(billCollection)(context, memberIds)), ...(await plannedAmong(context, memberIds))];
  },
  async rowsOf(context, memberId) {
    return (await bills(context, memberId)).map(({ _id, amount }) => ({ id: _id, amount }));
  },
  /** Written anew, one by one: whose it is stands in a unique index (see `rewrite`). */
  async move({ db, scope, session }, ids, to) {
    const found = await findBills(db, scope, ids as BillId[], session);
    if (found.length !== ids.length) throw new DomainError('CONFLICT');
    for (const bill of found) {
      const moved = { ...bill, memberId: to, version: bill.version + 1 };
      if (!(await billsOf(db, scope).rewrite({ _id: bill._id, version: bill.version }, moved, session))) throw new DomainError('CONFLICT');
    }
    const open = found.filter(({ status }) => isPayable(status));
    const gone = open.map(({ memberId }) => ({ memberId, status: 'cancelled' as const }));
    await keepOwingMembers(db, scope, [...gone, ...open.map(({ status }) => ({ memberId: to, status }))], session);
  },
  goingBack: asMoved,
  async obstacles(context, keptId, mergedId) {
    const { db, scope, session } = context;
    // Its rows are frozen and name either of them.
    const runs = (await activeRuns(db, scope, session)).map(({ _id, billName }): MergeObstacle => ({
      kind: 'run_active',
      ref: _id,
      label: billName,
    }));
    return [...runs, ...(await doubleBills(context, keptId, mergedId))];
  },
};

export const adjustmentRows: MemberRows = {
  kind: 'adjustments',
  ownersAmong: ownersIn(adjustmentCollection),
  async rowsOf({ db, scope, session }, memberId) {
    return (await adjustmentsOfMembers(db, scope, [memberId], session)).map(({ _id, amount }) => ({ id: _id, amount }));
  },
  move: (context, ids, to) => pointRows(context, adjustmentCollection, ids, to, false),
  async goingBack({ db, scope, session }, moved, keptId, back) {
    const own = new Set(moved);
    const going = new Set<string>(back.bills);
    const used = (await adjustmentsOfMembers(db, scope, [keptId], session)).filter(
      ({ _id, usedByBillId }) => own.has(_id) && usedByBillId !== null && !going.has(usedByBillId),
    );
    const by = await findBills(
      db,
      scope,
      used.map(({ usedByBillId }) => usedByBillId!),
      session,
    );
    return {
      ids: moved,
      blockers: by.map(({ _id, billName, billNumber }) => ({ kind: 'adjustment_used', ref: _id, label: `${billName} (${billNumber})` })),
    };
  },
};
