import type { PaymentsState } from '@tsudoi/shared/contracts/views/saved-view.contract';
import { BillId, MemberId } from '@tsudoi/shared/kernel/ids';
import type { StatusKind } from '../../components/Status.tsx';
import { columnsText, readColumns } from '../../lib/columns.ts';
import { firstPage } from '../../lib/cursor-page.ts';
import type { ListPlace } from '../../lib/list-place.ts';
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

/** What of the payments is still here: what went back, was never there, or is a shortage that was waived, is no money. */
export function receivedYen(payments: readonly Pick<PaymentRow, 'method' | 'state' | 'amount' | 'refunded'>[]): number {
  return payments
    .filter(({ method, state }) => method !== 'write_off' && state !== 'reversed')
    .reduce((sum, { amount, refunded }) => sum + amount - refunded, 0);
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

/** Bills that the money lies on by mistake, or that are wrong themselves, are corrected with it (docs/decisions/0026). */
export function correctable({ allocations, ...payment }: Pick<PaymentRow, 'method' | 'state' | 'allocations'>): PaymentRow['allocations'] {
  return isRefundable(payment) ? allocations : [];
}

export type RefundAct = 'approve' | 'decline' | 'transfer' | 'return' | 'repeat' | 'made' | 'notMade';

/** What the office can do about a refund now. Nobody agrees to their own; what is with the provider is not taken back, as long as it answers. */
export function refundActsOf({
  state,
  way,
  isOwn,
  isUnanswered,
  denied,
}: Pick<RefundView, 'state' | 'way' | 'isOwn' | 'isUnanswered' | 'denied'>): RefundAct[] {
  if (isUnanswered) return denied?.isOwn ? ['made'] : ['made', 'notMade'];
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

export const paymentSizes = [20, 50, 100, 200] as const;
const paymentsStart = { q: '', method: '', bill: '', member: '', cols: '', view: '', cursor: '', back: false, from: 1, size: 50 };
export type PaymentsAddress = typeof paymentsStart;

/** The state of the list as its address says it; what is nothing known is no condition. */
export function readPayments(address: PaymentsAddress): PaymentsState {
  return {
    q: address.q.slice(0, 100),
    method: paymentMethods.find((one) => one === address.method) ?? null,
    billId: BillId.safeParse(address.bill).data ?? null,
    memberId: MemberId.safeParse(address.member).data ?? null,
    size: paymentSizes.find((one) => one === address.size) ?? 50,
    columns: readColumns('payments', address.cols),
  };
}

/** The list of payments as one that is kept as views. */
export const paymentsPlace: ListPlace<'payments', PaymentsAddress> = {
  list: 'payments',
  to: '/$org/admin/payments',
  start: paymentsStart,
  everything: {},
  addressOf: (state) => ({
    q: state.q,
    method: state.method ?? '',
    bill: state.billId ?? '',
    member: state.memberId ?? '',
    cols: columnsText('payments', state.columns),
    ...firstPage,
    size: state.size,
  }),
};
