import * as z from 'zod';
import { type ChargeInstructions, KonbiniStore } from '@tsudoi/shared/contracts/payments/charge.contract';
import type { MoneyEvent, MoneyEventKind, Reading } from '../connector.ts';
import { billedSum, refundedSum } from './amounts.ts';
import { type KomojuEvent, KomojuPayment } from './parse.ts';

/**
 * Event names to our words. `payment.authorized` of a konbini or Pay-easy payment means "number issued", not money.
 * `payment.updated` says nothing by itself: the status inside does.
 */
export function normaliseKomojuEvent(event: KomojuEvent): Reading {
  if (contractEnds.has(event.type)) return endOfCard(event);
  if (settlements.has(event.type)) return settlementOf(event);
  if (!event.type.startsWith('payment.')) return { outcome: 'nothing' };
  const parsed = KomojuPayment.safeParse(event.data);
  if (!parsed.success) return { outcome: 'unreadable' };
  const kind = kindOf(event.type, parsed.data);
  if (kind === null) return { outcome: 'nothing' };
  const at = (kind === 'final' ? parsed.data.captured_at : null) ?? event.created_at ?? parsed.data.created_at;
  if (!at) return { outcome: 'unreadable' };
  const code = kind === 'try_failed' && event.reason ? { code: event.reason.slice(0, 200) } : {};
  return { outcome: 'event', event: { ...toEvent(kind, parsed.data, new Date(at)), ...code } };
}

/** Older pages call it a payout (providers.md 1.2). Whatever else the notice says, the lines are fetched. */
const settlements = new Set(['settlement.created', 'payout.created']);
const Settlement = z.looseObject({ id: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/) });

function settlementOf({ data }: KomojuEvent): Reading {
  const settlement = Settlement.safeParse(data);
  return settlement.success ? { outcome: 'settlement', settlementId: settlement.data.id } : { outcome: 'unreadable' };
}

/** By which a kept card is charged no more (providers.md 10, 31). */
const contractEnds = new Set(['customer.deleted', 'subscription.suspended', 'subscription.deleted']);
const Ended = z.looseObject({ id: z.string().max(64).nullish(), customer: z.string().max(64).nullish() });

function endOfCard({ type, data }: KomojuEvent): Reading {
  const ended = Ended.safeParse(data);
  const token = ended.success ? (type === 'customer.deleted' ? ended.data.id : ended.data.customer) : null;
  return token ? { outcome: 'card_ended', token } : { outcome: 'nothing' };
}

function kindOf(type: string, payment: KomojuPayment): MoneyEventKind | null {
  switch (type) {
    case 'payment.authorized':
      return isNumberMethod(payment) ? 'instructions_issued' : 'authorized';
    case 'payment.captured':
      return 'final';
    case 'payment.expired':
      return 'expired';
    case 'payment.cancelled':
      return 'voided';
    case 'payment.failed':
      return 'try_failed';
    case 'payment.refunded':
      return 'refunded';
    case 'payment.refund.created':
      return isFullRefund(payment) ? 'refunded' : 'partly_refunded';
    case 'payment.marked.as.fraud':
      return 'marked_as_fraud';
    case 'payment.updated':
      return kindOfStatus(payment);
    default:
      return null;
  }
}

/** What a payment's own status says, for inquiries and `payment.updated`. */
function kindOfStatus(payment: KomojuPayment): MoneyEventKind | null {
  switch (payment.status) {
    case 'pending':
      return null;
    case 'authorized':
      return isNumberMethod(payment) ? 'instructions_issued' : 'authorized';
    case 'captured':
      return (payment.amount_refunded ?? 0) > 0 ? 'partly_refunded' : 'final';
    case 'cancelled':
      return 'voided';
    case 'expired':
      return 'expired';
    case 'refunded':
      return 'refunded';
    case 'failed':
      return 'try_failed';
  }
}

/** A payment that we asked for ourselves. */
export function normaliseKomojuPayment(payment: KomojuPayment): Reading {
  const kind = kindOfStatus(payment);
  if (kind === null) return { outcome: 'nothing' };
  const at = whenReached(kind, payment);
  return at ? { outcome: 'event', event: toEvent(kind, payment, new Date(at)) } : { outcome: 'unreadable' };
}

/** A payment that was given back was so when its last refund was made, and never before its money came. */
function whenReached(kind: MoneyEventKind, payment: KomojuPayment): string | null | undefined {
  if (kind !== 'partly_refunded' && kind !== 'refunded') return (kind === 'final' ? payment.captured_at : null) ?? payment.created_at;
  const refunds = (payment.refunds ?? [])
    .flatMap(({ created_at: made }) => made ?? [])
    .toSorted((left, right) => Date.parse(left) - Date.parse(right));
  return refunds.at(-1) ?? payment.captured_at ?? payment.created_at;
}

function toEvent(kind: MoneyEventKind, payment: KomojuPayment, occurredAt: Date): MoneyEvent {
  return {
    kind,
    occurredAt,
    orderNumber: payment.external_order_num ?? null,
    providerPaymentId: payment.id,
    providerSessionId: payment.session ?? null,
    amount: billedSum(payment),
    currency: payment.currency,
    refunded: refundedSum(payment.amount_refunded),
    instructions: instructionsOf(payment),
    expiresAt: payment.payment_deadline ? new Date(payment.payment_deadline) : null,
  };
}

function isNumberMethod(payment: KomojuPayment): boolean {
  const type = payment.payment_details?.type;
  return type === 'konbini' || type === 'pay_easy' || type === 'bank_transfer';
}

function isFullRefund(payment: KomojuPayment): boolean {
  const billed = billedSum(payment);
  return billed !== null && (payment.amount_refunded ?? 0) >= billed;
}

export function instructionsOf(payment: KomojuPayment): ChargeInstructions | null {
  const details = payment.payment_details;
  if (details?.type === 'konbini' && details.confirmation_code) {
    const store = KonbiniStore.safeParse(details.store);
    if (!store.success) return null;
    return {
      kind: 'konbini',
      store: store.data,
      confirmationCode: details.confirmation_code,
      receiptNumber: details.receipt ?? '',
      instructionsUrl: details.instructions_url ?? '',
    };
  }
  if (details?.type === 'pay_easy' && details.bank_id && details.customer_id && details.confirmation_id) {
    return {
      kind: 'payeasy',
      bankId: details.bank_id,
      customerId: details.customer_id,
      confirmationId: details.confirmation_id,
      paymentUrl: details.payment_url ?? '',
    };
  }
  return null;
}
