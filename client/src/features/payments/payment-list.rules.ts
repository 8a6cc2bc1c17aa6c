import type { StatusKind } from '../../components/Status.tsx';
import type { PaymentRow, RefundView } from '../../lib/views.ts';

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

/** Money that is here for good can be given back; a shortage that was waived is no money. */
export function isRefundable(payment: Pick<PaymentRow, 'method' | 'state'>): boolean {
  return payment.method !== 'write_off' && (payment.state === 'confirmed' || payment.state === 'partly_refunded');
}

export type RefundAct = 'approve' | 'decline' | 'transfer' | 'return' | 'repeat';

/** What the office can do about a refund now. Nobody agrees to their own; what is with the provider is not taken back. */
export function refundActsOf({ state, way, isOwn }: Pick<RefundView, 'state' | 'way' | 'isOwn'>): RefundAct[] {
  if (state === 'requested') return isOwn ? ['decline'] : ['approve', 'decline'];
  if (way !== 'transfer') return [];
  if (state === 'returned') return ['repeat', 'decline'];
  if (state === 'done') return ['return'];
  return state === 'approved' ? ['transfer', 'decline'] : [];
}

export function refundStatusKind(state: RefundView['state']): StatusKind {
  switch (state) {
    case 'requested':
    case 'approved':
    case 'sent':
    case 'unknown':
      return 'waiting';
    case 'returned':
      return 'failed';
    case 'done':
      return 'paid';
    case 'refused':
      return 'cancelled';
  }
}
