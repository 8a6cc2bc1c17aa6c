import { type MyBill, byUrgency, isOpen, slipStateOf } from '../../lib/my-bill.ts';

/** Bills a member may pay in one go: open, and no money of theirs is under way; a number that is out is replaced. */
export function payableTogether<B extends MyBill>(bills: readonly B[]): B[] {
  const free = (bill: B) => ['to_pay', 'waiting'].includes(slipStateOf(bill));
  return bills.filter((bill) => isOpen(bill) && free(bill)).toSorted(byUrgency);
}
