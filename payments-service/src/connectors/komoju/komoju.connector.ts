import { randomBytes } from 'node:crypto';
import { konbiniStores } from '@tsudoi/shared/contracts/payments/charge.contract';
import * as z from 'zod';
import type {
  AccountCredentials,
  ChargeReference,
  ChargeRequest,
  InquiryResult,
  OpenResult,
  Provider,
  Reading,
  SignedConnector,
  VoidResult,
} from '../connector.ts';
import { aDayAtLeast } from '../number-expiry.ts';
import { parseJson } from '../json-body.ts';
import { requestAmount } from './amounts.ts';
import { komojuCards } from './cards.ts';
import { komojuChargebacksSince, readKomojuChargeback } from './chargebacks.ts';
import { type KomojuClient, createKomojuClient, refusalCode } from './client.ts';
import { instructionsOf, normaliseKomojuEvent, normaliseKomojuPayment } from './normalise.ts';
import { KomojuPayment, answersOfPayment, parseKomojuEvent, withoutKomojuSecrets } from './parse.ts';
import { findKomojuRefund, refundAtKomoju } from './refunds.ts';
import { komojuSettlements } from './settlements.ts';
import { verifyKomojuSignature } from './signature.ts';

const Session = z.looseObject({ id: z.string(), session_url: z.url(), payment: z.unknown() });
const PageState = z.looseObject({ status: z.string().nullish(), expired: z.boolean().nullish(), payment: z.unknown() });
const PaymentList = z.looseObject({ data: z.array(z.unknown()) });

/** KOMOJU: hosted page for cards (session API), numbers for konbini and Pay-easy (payment API), signed JSON notices. */
export const komoju: Provider = {
  name: 'komoju',
  liveUrl: 'https://komoju.com',
  confirmedForLive: true,
  connect: createKomojuConnector,
  credentialFields: [
    {
      name: 'apiKey',
      label: { ja: 'シークレットキー', en: 'Secret key' },
      secret: true,
      rotates: false,
      pattern: { test: /^sk_test_[A-Za-z0-9]{10,100}$/, live: /^sk_live_[A-Za-z0-9]{10,100}$/ },
    },
    {
      name: 'webhookSecret',
      label: { ja: '通知の鍵（シークレットトークン）', en: 'Secret token of the webhook' },
      secret: true,
      rotates: true,
      pattern: { test: /^[!-~]{16,200}$/, live: /^[!-~]{16,200}$/ },
    },
  ],
  accountOf: ({ apiKey = '', webhookSecret = '' }) => ({ apiKey, webhookSecrets: [webhookSecret] }),
  withKey: (_before, { apiKey = '' }) => apiKey,
  trialAccount: () => ({
    apiKey: `sk_test_${randomBytes(20).toString('hex')}`,
    webhookSecrets: [`whs_${randomBytes(24).toString('hex')}`],
  }),
};

function createKomojuConnector(apiUrl: string): SignedConnector {
  const client = createKomojuClient(apiUrl);
  return {
    provider: 'komoju',
    authenticity: 'signed',
    methods: ['card', 'konbini', 'payeasy'],
    stores: konbiniStores,
    replies: { accepted: 'OK', refused: 'NG' },
    verify: verifyKomojuSignature,
    withoutSecrets: withoutKomojuSecrets,
    eventKey: (notice) => parseKomojuEvent(notice.body)?.id ?? null,
    readNotice: (notice): Reading => {
      const event = parseKomojuEvent(notice.body);
      return event ? normaliseKomojuEvent(event) : { outcome: 'unreadable' };
    },
    readInquiry: (body): Reading => {
      const chargeback = readKomojuChargeback(body);
      if (chargeback) return chargeback;
      const payment = KomojuPayment.safeParse(parseJson(body));
      return payment.success ? normaliseKomojuPayment(payment.data) : { outcome: 'unreadable' };
    },
    openCharge: (credentials, request) =>
      request.method === 'card' ? openSession(client, credentials, request) : openPayment(client, credentials, request),
    voidCharge: (credentials, charge) => voidCharge(client, credentials, charge),
    inquire: (credentials, charge) => inquire(client, credentials, charge),
    refunds: {
      methods: { card: 'any' },
      refund: (credentials, charge, request) => refundAtKomoju(client, credentials, charge, request),
      find: (credentials, charge, request) => findKomojuRefund(client, credentials, charge, request),
    },
    cards: komojuCards(client),
    settlements: komojuSettlements(client),
    chargebacksSince: (credentials, from) => komojuChargebacksSince(client, credentials, from),
  };
}

async function openSession(client: KomojuClient, credentials: AccountCredentials, request: ChargeRequest): Promise<OpenResult> {
  const answer = await client.post(
    credentials,
    '/sessions',
    {
      mode: 'payment',
      ...requestAmount(request.amount),
      currency: 'JPY',
      default_locale: request.locale,
      payment_types: ['credit_card'],
      return_url: request.returnUrl,
      email: request.payer.email,
      payment_data: { external_order_num: request.paymentNumber, name: request.payer.name, name_kana: request.payer.kana },
    },
    `open-${request.paymentNumber}`,
  );
  // 409: the first call with this key is still at work.
  if (answer.outcome === 'unknown' || answer.status === 409) return { outcome: 'unknown' };
  const session = Session.safeParse(answer.json);
  if (answer.status >= 300) return { outcome: 'refused', code: refusalCode(answer.json) };
  // It is open and we cannot read where: the next question will tell.
  if (!session.success) return { outcome: 'unknown' };
  return {
    outcome: 'opened',
    providerIds: { sessionId: session.data.id },
    redirectUrl: session.data.session_url,
    instructions: null,
    expiresAt: null,
  };
}

async function openPayment(client: KomojuClient, credentials: AccountCredentials, request: ChargeRequest): Promise<OpenResult> {
  const { email, phone, name, kana } = request.payer;
  // 1 to 59 (providers.md 1.4).
  const days = aDayAtLeast(request);
  const details =
    request.method === 'konbini'
      ? { type: 'konbini', store: request.store ?? 'lawson', email, phone, expiry_days: days }
      : { type: 'pay_easy', email, phone, name, name_kana: kana, expiry_days: days };
  const answer = await client.post(
    credentials,
    '/payments',
    {
      ...requestAmount(request.amount),
      currency: 'JPY',
      external_order_num: request.paymentNumber,
      description: request.description,
      locale: request.locale,
      payment_details: details,
    },
    `open-${request.paymentNumber}`,
  );
  // 409: the first call with this key is still at work.
  if (answer.outcome === 'unknown' || answer.status === 409) return { outcome: 'unknown' };
  const payment = KomojuPayment.safeParse(answer.json);
  if (answer.status >= 300) return { outcome: 'refused', code: refusalCode(answer.json) };
  if (!payment.success) return { outcome: 'unknown' };
  return {
    outcome: 'opened',
    providerIds: { paymentId: payment.data.id },
    redirectUrl: null,
    instructions: instructionsOf(payment.data),
    expiresAt: payment.data.payment_deadline ? new Date(payment.data.payment_deadline) : null,
  };
}

async function voidCharge(client: KomojuClient, credentials: AccountCredentials, charge: ChargeReference): Promise<VoidResult> {
  const { paymentId, sessionId } = charge.providerIds;
  // A page has a payment for each try of the payer: it is the page that is closed.
  const path = sessionId
    ? `/sessions/${encodeURIComponent(sessionId)}/cancel`
    : paymentId
      ? `/payments/${encodeURIComponent(paymentId)}/cancel`
      : null;
  if (path === null) return { outcome: 'unknown' };
  const answer = await client.post(credentials, path, {});
  if (answer.outcome === 'unknown') return answer;
  // Whoever is not let in, or finds nothing there, has heard nothing of the payment.
  if ([401, 403, 404, 429].includes(answer.status)) return { outcome: 'unknown' };
  if (answer.status < 300) return { outcome: 'voided' };
  return sessionId ? endOfPage(client, credentials, sessionId) : { outcome: 'not_voidable' };
}

/** Why a page cannot be closed: it has ended by itself, or somebody has paid on it. */
async function endOfPage(client: KomojuClient, credentials: AccountCredentials, sessionId: string): Promise<VoidResult> {
  const answer = await client.get(credentials, `/sessions/${encodeURIComponent(sessionId)}`);
  if (answer.outcome === 'unknown') return answer;
  const page = PageState.safeParse(answer.json);
  if (answer.status >= 300 || !page.success) return { outcome: 'unknown' };
  const { status, expired, payment } = page.data;
  const hasEnded = (status === 'cancelled' || expired === true) && payment == null;
  return { outcome: hasEnded ? 'voided' : 'not_voidable' };
}

async function inquire(client: KomojuClient, credentials: AccountCredentials, charge: ChargeReference): Promise<InquiryResult> {
  const { paymentId, sessionId } = charge.providerIds;
  if (paymentId && !sessionId)
    return asInquiry(await client.get(credentials, `/payments/${encodeURIComponent(paymentId)}`), (json) => json);
  const list = await client.get(credentials, `/payments?external_order_num=${encodeURIComponent(charge.paymentNumber)}`);
  return asInquiry(list, (json) => {
    const parsed = PaymentList.safeParse(json);
    if (!parsed.success) return undefined;
    // Of several tries the one that carries money counts.
    const entries = parsed.data.data.map((entry) => KomojuPayment.safeParse(entry));
    const payments = entries.flatMap((entry) =>
      entry.success && entry.data.external_order_num === charge.paymentNumber ? [entry.data] : [],
    );
    return (
      payments.find((payment) => payment.status === 'captured' || payment.status === 'refunded') ??
      payments.find((payment) => payment.status === 'authorized') ??
      payments[0] ??
      (entries.every((entry) => entry.success) ? null : undefined)
    );
  });
}

/** `pick` gives null for a list that has none. What cannot be read denies nothing: it would be charged again. */
function asInquiry(answer: Awaited<ReturnType<KomojuClient['get']>>, pick: (json: unknown) => unknown): InquiryResult {
  if (answer.outcome === 'unknown') return answer;
  if (answer.status === 404) return { outcome: 'none' };
  if (answer.status >= 300) return { outcome: 'unknown' };
  const picked = pick(answer.json);
  if (picked === null) return { outcome: 'none' };
  const payment = KomojuPayment.safeParse(picked);
  return payment.success ? { outcome: 'found', answers: answersOfPayment(payment.data) } : { outcome: 'unknown' };
}
