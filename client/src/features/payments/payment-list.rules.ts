import type { StatusKind } from '../../components/Status.tsx';
import type { PaymentRow } from '../../lib/views.ts';

export const paymentMethods = [
  'card',
  'konbini',
  'payeasy',
  'virtual_account',
  'bank_transfer',
  'postal_transfer',
  'cash',
  'write_off',
] as const;

const offline: readonly string[] = ['bank_transfer', 'postal_transfer', 'cash', 'write_off'];

/** Recorded by hand: the day is known, the minute is not. */
export function isOffline(method: string): boolean {
  return offline.includes(method);
}

/** Only what the office recorded itself: money of a provider goes back through the provider. */
export function isReversible(payment: Pick<PaymentRow, 'method' | 'state'>): boolean {
  return payment.state === 'confirmed' && isOffline(payment.method);
}

/** Counted in sums: what is gone, and a shortage that was waived, is no money. */
export function isMoney(payment: Pick<PaymentRow, 'method' | 'state'>): boolean {
  return payment.method !== 'write_off' && payment.state !== 'reversed' && payment.state !== 'refunded';
}

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
