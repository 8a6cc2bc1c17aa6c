import { isOpen, type MyBill } from '../../lib/my-bill.ts';

/** Of the bills that an address names beside the first, those that are still open; it may be old, or written by hand. */
export function togetherOf<B extends MyBill>(bills: readonly B[], firstId: string, named: string): B[] {
  const ids = new Set(named.split(','));
  return bills.filter((bill) => bill.billId !== firstId && ids.has(bill.billId) && isOpen(bill));
}
