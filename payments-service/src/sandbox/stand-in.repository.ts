import { randomBytes } from 'node:crypto';
import type { Collection, Db } from 'mongodb';

/** An organisation's account at the stand-in provider. */
export interface StandInAccount {
  _id: string;
  provider: string;
  apiKey: string;
  webhookSecret: string;
  callbackUrl: string;
  behaviour: Behaviour;
}

/** What the stand-in is told to do wrong. */
export interface Behaviour {
  /** Every notice is sent this many times more. */
  duplicate: number;
  delayMs: number;
  /** Notices are held until the next one and sent once it has arrived. */
  reorder: boolean;
  /** No notice is sent; inquiries still tell the truth. */
  silent: boolean;
  /** Share of notices that are lost, 0 to 100. */
  dropPercent: number;
  /** Added to the sum in the notice; the payment itself keeps the truth. */
  lieAmount: number;
}

export const honest: Behaviour = { duplicate: 0, delayMs: 0, reorder: false, silent: false, dropPercent: 0, lieAmount: 0 };

export interface StandInPayment {
  _id: string;
  accountId: string;
  session: string | null;
  status: 'pending' | 'authorized' | 'captured' | 'cancelled' | 'expired' | 'refunded' | 'failed';
  amount: number;
  tax: number;
  currency: string;
  externalOrderNumber: string;
  description: string;
  amountRefunded: number;
  details: Record<string, string | number>;
  paymentDeadline: Date | null;
  capturedAt: Date | null;
  createdAt: Date;
  /** Those that were asked for over the interface, oldest first. */
  refunds?: StandInRefund[];
  /** The refund that a notice is about. */
  toldRefund?: string;
  /** Stripe tells of it by notices, KOMOJU when it is asked. */
  dispute?: { id: string; status: string; amount: number; createdAt: Date };
  /** The settlement that paid it out, and how much of what went back was taken off one. */
  settlement?: string;
  refundSettled?: number;
}

export interface StandInSettlementRow {
  id: string;
  type: string;
  paymentId: string;
  order: string;
  amount: number;
  at: Date;
}

/** What the provider transfers to an account, with its rows. */
export interface StandInSettlement {
  _id: string;
  accountId: string;
  cutoffAt: Date;
  createdAt: Date;
  rows: StandInSettlementRow[];
  /** Where its transfer stands, in the provider's words; on its way where nothing is said. */
  status?: string;
  /** By how much its stated sum is not that of its rows. */
  off: number;
}

/** In which ways a settlement is to be other than the payments. */
export interface SettlementTwist {
  /** Of each receipt from a store over 50,000 yen. */
  readonly stamp: number;
  /** Payments that the store's own cut-off moves to the next one. */
  readonly leaveOut: readonly string[];
  /** Payments that were settled before. */
  readonly again: readonly string[];
  readonly amounts: Readonly<Record<string, number>>;
  /** Payments that are nobody's. */
  readonly strangers: readonly { readonly order: string; readonly amount: number }[];
  readonly off: number;
}

export interface StandInRefund {
  id: string;
  amount: number;
  status: string;
  description: string;
  metadata?: Record<string, string>;
  createdAt: Date;
}

export interface StandInSession {
  _id: string;
  accountId: string;
  amount: number;
  tax: number;
  currency: string;
  externalOrderNumber: string;
  returnUrl: string;
  status: 'pending' | 'completed' | 'cancelled';
  paymentId: string | null;
  createdAt: Date;
  details?: Record<string, string>;
  /** A page on which a card is only kept; of the customer once there is one. */
  keeps?: { customerId: string | null };
}

const pageLifeMs = 3 * 86_400_000;

/** A page that nobody has finished in time takes no card any more, nor can it be cancelled. */
export const isExpiredPage = ({ status, createdAt }: StandInSession, now: Date): boolean =>
  status === 'pending' && createdAt.getTime() + pageLifeMs <= now.getTime();

/** A card that is kept, and how it behaves when it is charged. */
export interface StandInCustomer {
  _id: string;
  accountId: string;
  brand: string;
  lastFour: string;
  month: number;
  year: number;
  behaviour: KeptCard;
  createdAt: Date;
}
export const keptCards = ['works', 'declines', 'expired', 'gone'] as const;
export type KeptCard = (typeof keptCards)[number];

export interface StandInDelivery {
  _id: string;
  accountId: string;
  paymentId: string;
  eventId: string;
  type: string;
  body: string;
  dueAt: Date;
  attempts: number;
  state: 'waiting' | 'held' | 'delivered' | 'dropped' | 'failed';
  /** The event that one that is held is sent behind, once there is one. */
  behind?: string;
}

interface StandInIdempotency {
  _id: string;
  status: number;
  body: string;
  /** Hash of what was asked, where the provider minds. */
  asked?: string;
}

export interface StandInStore {
  readonly accounts: Collection<StandInAccount>;
  readonly payments: Collection<StandInPayment>;
  readonly sessions: Collection<StandInSession>;
  readonly customers: Collection<StandInCustomer>;
  readonly settlements: Collection<StandInSettlement>;
  readonly deliveries: Collection<StandInDelivery>;
  readonly idempotency: Collection<StandInIdempotency>;
}

export async function createStandInStore(db: Db): Promise<StandInStore> {
  const store: StandInStore = {
    accounts: db.collection('accounts'),
    payments: db.collection('payments'),
    sessions: db.collection('sessions'),
    customers: db.collection('customers'),
    settlements: db.collection('settlements'),
    deliveries: db.collection('deliveries'),
    idempotency: db.collection('idempotency'),
  };
  // Accounts from the time when there was one provider.
  await store.accounts.updateMany({ provider: { $exists: false } }, { $set: { provider: 'komoju' } });
  await store.accounts.createIndex({ apiKey: 1 }, { unique: true });
  await store.payments.createIndex({ accountId: 1, externalOrderNumber: 1 });
  await store.deliveries.createIndex({ state: 1, dueAt: 1 });
  await store.deliveries.createIndex({ paymentId: 1 });
  return store;
}

/** 25 characters, as the real ids have. */
export function newStandInId(): string {
  return randomBytes(20).toString('base64url').replace(/[-_]/g, '0').toLowerCase().slice(0, 25).padEnd(25, '0');
}

/** The payment as the real interface writes it. */
export function toWire(payment: StandInPayment): Record<string, unknown> {
  return {
    id: payment._id,
    resource: 'payment',
    status: payment.status,
    amount: payment.amount,
    tax: payment.tax,
    customer: payment.details['customer'] ?? null,
    payment_deadline: payment.paymentDeadline?.toISOString() ?? null,
    payment_details: payment.details,
    payment_method_fee: 0,
    total: payment.amount + payment.tax,
    currency: payment.currency,
    description: payment.description,
    captured_at: payment.capturedAt?.toISOString() ?? null,
    external_order_num: payment.externalOrderNumber,
    metadata: {},
    created_at: payment.createdAt.toISOString(),
    amount_refunded: payment.amountRefunded,
    locale: 'ja',
    session: payment.session,
    refunds: (payment.refunds ?? []).map(({ id, amount, description, createdAt }) => ({
      id,
      resource: 'refund',
      amount,
      currency: payment.currency,
      payment: payment._id,
      description,
      created_at: createdAt.toISOString(),
    })),
    refund_requests: [],
  };
}
