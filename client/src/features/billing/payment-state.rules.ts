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

/** The moon of a payment: full when it is ours, waning when it was given back. */
export function paymentStatusKind(state: PaymentRow['state']): StatusKind {
  return kinds[state];
}
