import type { StatusKind } from '../../components/Status.tsx';
import type { PaymentRow } from '../../lib/views.ts';

const kinds = {
  confirmed: 'paid',
  provisional: 'provisional',
  partly_refunded: 'partly_paid',
  charged_back: 'failed',
  reversed: 'cancelled',
  refunded: 'cancelled',
} as const satisfies Record<PaymentRow['state'], StatusKind>;

const gone: readonly PaymentRow['state'][] = ['reversed', 'refunded', 'charged_back'];

/** What of a payment lies on a bill; of one that was taken back, what had come, marked as gone. */
export function sumOnBill(row: Pick<PaymentRow, 'state' | 'amount' | 'allocations'>, billId: string): { sum: number; gone: boolean } {
  if (gone.includes(row.state)) return { sum: row.amount, gone: true };
  return { sum: row.allocations.filter((one) => one.billId === billId).reduce((sum, one) => sum + one.amount, 0), gone: false };
}

/** The moon of a payment: full when it is ours, waning when it was given back. */
export function paymentStatusKind(state: PaymentRow['state']): StatusKind {
  return kinds[state];
}
