import type { StatusKind } from '../../components/Status.tsx';
import type { PaymentRow } from '../../lib/views.ts';

/** The moon of a payment: full when it is ours, waning when it was given back. */
export function paymentStatusKind(state: PaymentRow['state']): StatusKind {
  switch (state) {
    case 'confirmed':
      return 'paid';
    case 'provisional':
      return 'provisional';
    case 'partly_refunded':
      return 'partly_paid';
    case 'charged_back':
      return 'failed';
    case 'reversed':
    case 'refunded':
      return 'cancelled';
  }
}
