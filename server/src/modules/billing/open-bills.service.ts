import type { MemberId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Db } from 'mongodb';
import { outstandingYen } from './bill-status.rules.ts';
import { billsOf } from './bill.repository.ts';
import { factsOf } from './bill.view.ts';

/** How many of these members owe something on confirmed bills, and how many yen together. */
export async function openBillsOf(
  db: Db,
  scope: OrgScope,
  memberIds: readonly MemberId[],
): Promise<{ readonly members: number; readonly amount: number }> {
  const owing = new Set<MemberId>();
  let amount = 0;
  if (memberIds.length === 0) return { members: 0, amount };
  const bills = billsOf(db, scope).find({ memberId: { $in: [...memberIds] }, live: true, confirmedAt: { $ne: null } });
  for await (const bill of bills) {
    const owed = outstandingYen(factsOf(bill));
    if (owed === 0) continue;
    owing.add(bill.memberId);
    amount += owed;
  }
  return { members: owing.size, amount };
}
