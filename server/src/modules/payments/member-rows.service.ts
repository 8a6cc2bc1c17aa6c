import type { MergeBlocker } from '@tsudoi/shared/contracts/members/member-merge.contract';
import type { BillId } from '@tsudoi/shared/kernel/ids';
import { formatYenFigure } from '@tsudoi/shared/kernel/yen';
import { type MemberRows, type MergeContext, asMoved, ownersIn, pointRows, withOtherRows } from '../../platform/member-rows.ts';
import { billRows } from '../billing/billing.public.ts';
import {
  type AllocationDocument,
  allocationsOfBills,
  allocationsOfPayments,
  paymentsOfMember,
  allocationCollection,
  paymentCollection,
} from './payment.repository.ts';
import { liveAllocations } from './posting.rules.ts';
import { openTasksOfMember, taskCollection } from './task.repository.ts';

const allocations = ({ db, scope, session }: MergeContext, billIds: readonly string[]): Promise<AllocationDocument[]> =>
  allocationsOfBills(db, scope, billIds as BillId[], session);

export const paymentRows: MemberRows = {
  kind: 'payments',
  ownersAmong: ownersIn(paymentCollection),
  async rowsOf({ db, scope, session }, memberId) {
    return (await paymentsOfMember(db, scope, memberId, session)).map(({ _id, received, reversed }) => ({
      id: _id,
      amount: received - reversed,
    }));
  },
  move: (context, ids, to) => pointRows(context, paymentCollection, ids, to, true),
  /** Money goes where the bills go on which it lies; what lies on bills of both can go nowhere. */
  async goingBack({ db, scope, session }, moved, keptId, back) {
    const own = new Set(moved);
    const going = new Set<string>(back.bills);
    const payments = await paymentsOfMember(db, scope, keptId, session);
    const rows = await allocationsOfPayments(
      db,
      scope,
      payments.map(({ _id }) => _id),
      session,
    );
    const ids: string[] = [];
    const blockers: MergeBlocker[] = [];
    for (const payment of payments) {
      const on = liveAllocations(rows.filter(({ paymentId }) => paymentId === payment._id)).map(({ row }) => going.has(row.billId));
      const [someGo, someStay] = [on.includes(true), on.includes(false)];
      if (someStay && (someGo || own.has(payment._id)))
        blockers.push({
          kind: 'payment_mixed',
          ref: payment._id,
          label: `${formatYenFigure(payment.received)}円 ${payment.paymentNumber}`.trim(),
        });
      else if (someGo || own.has(payment._id)) ids.push(payment._id);
    }
    return { ids, blockers };
  },
};

/** An allocation is whose bill it is on. */
export const allocationRows: MemberRows = {
  kind: 'allocations',
  ownersAmong: withOtherRows,
  async rowsOf(context, memberId, to) {
    const billed = await billRows.rowsOf(context, memberId, to);
    const rows = await allocations(
      context,
      billed.map(({ id }) => id),
    );
    return rows.map(({ _id, amount }) => ({ id: _id, amount }));
  },
  move: (context, ids, to) => pointRows(context, allocationCollection, ids, to, false),
  async goingBack(context, _moved, _keptId, back) {
    return { ids: (await allocations(context, back.bills ?? [])).map(({ _id }) => _id), blockers: [] };
  },
};

/** What is done stays as the record of who it was about. */
export const taskRows: MemberRows = {
  kind: 'tasks',
  ownersAmong: withOtherRows,
  async rowsOf({ db, scope, session }, memberId) {
    return (await openTasksOfMember(db, scope, memberId, session)).map(({ _id }) => ({ id: _id, amount: 0 }));
  },
  move: (context, ids, to) => pointRows(context, taskCollection, ids, to, false),
  goingBack: asMoved,
};
