import type { MemberId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Db } from 'mongodb';
import { isPayable, outstandingYen } from './bill-status.rules.ts';
import { type BillDocument, billsOf, findBills } from './bill.repository.ts';
import { factsOf } from './bill.view.ts';

/** The embedded engine compares each row that it finds with every entry of a list (docs/decisions/0034). */
const membersAtOnce = 200;

/**
 * All that these members owe on confirmed bills, the bill that was made first before the others. Which bills are open is looked at
 * here, among the states of all years, since no index knows members and states together (docs/decisions/0008); whole are read those
 * alone. There is no limit: a bill left out would be one that is not owed.
 */
export async function openBillsByMember(
  db: Db,
  scope: OrgScope,
  memberIds: readonly MemberId[],
): Promise<ReadonlyMap<MemberId, readonly BillDocument[]>> {
  const open = new Map<MemberId, BillDocument[]>();
  for (let from = 0; from < memberIds.length; from += membersAtOnce) {
    const memberId = { $in: memberIds.slice(from, from + membersAtOnce) };
    const states = await billsOf(db, scope)
      .find({ memberId }, { projection: { orgId: 1, status: 1 }, batchSize: 5000 })
      .toArray();
    const asking = states.filter(({ status }) => isPayable(status)).map(({ _id }) => _id);
    const bills = (await findBills(db, scope, asking)).toSorted((left, right) => (left._id < right._id ? -1 : 1));
    // What was paid between the two looks is owed no more.
    for (const bill of bills) if (isPayable(bill.status)) open.set(bill.memberId, [...(open.get(bill.memberId) ?? []), bill]);
  }
  return open;
}

/** How many of these members owe something on confirmed bills, and how many yen together. */
export async function openBillsOf(
  db: Db,
  scope: OrgScope,
  memberIds: readonly MemberId[],
): Promise<{ readonly members: number; readonly amount: number }> {
  const open = await openBillsByMember(db, scope, memberIds);
  let amount = 0;
  for (const bill of [...open.values()].flat()) amount += outstandingYen(factsOf(bill));
  return { members: open.size, amount };
}
