import type { BillStatus } from '@tsudoi/shared/contracts/billing/billing.contract';

/** The part of a bill that decides what a member sees first. */
export interface MyBill {
  readonly billId: string;
  readonly status: BillStatus;
  readonly outstanding: number;
  readonly dueOn: string;
  readonly overdue: boolean;
  readonly provisional: boolean;
  /** Somebody else pays it, by a link. */
  readonly payer?: { readonly name: string } | null;
  readonly pendingCharge: {
    readonly method: string;
    readonly state: 'requested' | 'awaiting' | 'authorized' | 'provisional' | 'unknown';
  } | null;
}

/** Something is still asked of the member. */
export function isOpen(bill: MyBill): boolean {
  return (bill.status === 'unpaid' || bill.status === 'partly_paid') && bill.outstanding > 0;
}

/** What the slip says: the state of the money and of a payment that is on its way. */
export type SlipState =
  | 'to_pay'
  | 'by_payer'
  | 'waiting'
  | 'checking'
  | 'drawn'
  | 'authorized'
  | 'provisional'
  | 'paid'
  | 'not_required'
  | 'cancelled';

export function slipStateOf(bill: MyBill): SlipState {
  if (bill.status === 'cancelled') return 'cancelled';
  if (bill.status === 'not_required') return 'not_required';
  if (!isOpen(bill)) return bill.provisional ? 'provisional' : 'paid';
  if (bill.payer) return 'by_payer';
  switch (bill.pendingCharge?.state) {
    case 'awaiting':
      // An opened card page is not a number to wait for: the member may simply have closed it.
      return bill.pendingCharge.method === 'card' ? 'to_pay' : 'waiting';
    case 'requested':
      return 'drawn';
    case 'authorized':
      return 'authorized';
    case 'provisional':
      return 'provisional';
    case 'unknown':
      return 'checking';
    default:
      return 'to_pay';
  }
}

/** Bills that need the member come first: late before due, earlier before later; what is already under way comes last. */
export function byUrgency(left: MyBill, right: MyBill): number {
  const weight = (bill: MyBill) => (['authorized', 'by_payer', 'drawn'].includes(slipStateOf(bill)) ? 1 : 0);
  return weight(left) - weight(right) || left.dueOn.localeCompare(right.dueOn) || left.billId.localeCompare(right.billId);
}

/** The one bill on the cloth, and how many more wait behind it. */
export function mostUrgent<T extends MyBill>(bills: readonly T[]): { readonly first: T | null; readonly more: number } {
  const open = bills.filter(isOpen).toSorted(byUrgency);
  return { first: open[0] ?? null, more: Math.max(0, open.length - 1) };
}

/** A payment is on its way: the glyph of the bill is the waiting one. */
export function isWaiting(state: SlipState): boolean {
  return state === 'waiting' || state === 'checking' || state === 'drawn';
}
