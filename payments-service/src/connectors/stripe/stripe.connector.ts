import { createHash, randomBytes } from 'node:crypto';
import { yen } from '@tsudoi/shared/kernel/yen';
import * as z from 'zod';
import type {
  AccountCredentials,
  ChargeReference,
  ChargeRequest,
  InquiryAnswer,
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
import { type StripeAnswer, type StripeClient, createStripeClient } from './client.ts';
import { normaliseStripeEvent, normaliseStripeObject, stripeStores } from './normalise.ts';
import {
  StripeDispute,
  StripeIntent,
  StripeObject,
  StripeSession,
  chargeInside,
  idOf,
  intentInside,
  parseStripeEvent,
  withoutStripeSecrets,
} from './parse.ts';
import { findStripeRefund, refundAtStripe } from './refunds.ts';
import { isStripeSignature, verifyStripeSignature } from './signature.ts';

/** Stripe: its hosted page (Checkout) for cards and konbini, signed JSON events. */
export const stripe: Provider = {
  name: 'stripe',
  liveUrl: 'https://api.stripe.com',
  confirmedForLive: true,
  connect: createStripeConnector,
  credentialFields: [
    {
      name: 'apiKey',
      label: { ja: 'シークレットキー', en: 'Secret key' },
      secret: true,
      rotates: false,
      // Restricted keys (rk_) are enough, and safer.
      pattern: { test: /^[sr]k_test_[A-Za-z0-9]{10,200}$/, live: /^[sr]k_live_[A-Za-z0-9]{10,200}$/ },
    },
    {
      name: 'webhookSecret',
      label: { ja: '通知の署名シークレット', en: 'Signing secret of the endpoint' },
      secret: true,
      rotates: true,
      pattern: { test: /^whsec_[A-Za-z0-9]{16,200}$/, live: /^whsec_[A-Za-z0-9]{16,200}$/ },
    },
  ],
  accountOf: ({ apiKey = '', webhookSecret = '' }) => ({ apiKey, webhookSecrets: [webhookSecret] }),
  withKey: (_before, { apiKey = '' }) => apiKey,
  trialAccount: () => ({
    apiKey: `sk_test_${randomBytes(24).toString('hex')}`,
    webhookSecrets: [`whsec_${randomBytes(24).toString('hex')}`],
  }),
};

function createStripeConnector(apiUrl: string): SignedConnector {
  const client = createStripeClient(apiUrl);
  return {
    provider: 'stripe',
    authenticity: 'signed',
    methods: ['card', 'konbini'],
    stores: Object.values(stripeStores),
    // providers.md 3.1; below these a page is refused.
    least: { card: yen(50), konbini: yen(120) },
    replies: { accepted: 'OK', refused: 'NG' },
    verify: verifyStripeSignature,
    signedAtAll: isStripeSignature,
    withoutSecrets: withoutStripeSecrets,
    eventKey: (notice) => parseStripeEvent(notice.body)?.id ?? null,
    readNotice: (notice): Reading => {
      const event = parseStripeEvent(notice.body);
      return event ? normaliseStripeEvent(event) : { outcome: 'unreadable' };
    },
    readInquiry: (body): Reading => {
      const object = StripeObject.safeParse(parseJson(body));
      return object.success ? normaliseStripeObject(object.data) : { outcome: 'unreadable' };
    },
    openCharge: (credentials, request) => openSession(client, credentials, request),
    voidCharge: (credentials, charge) => voidCharge(client, credentials, charge),
    inquire: (credentials, charge) => inquire(client, credentials, charge),
    refunds: {
      methods: { card: 'any', konbini: 'any' },
      refund: (credentials, charge, request) => refundAtStripe(client, credentials, charge, request),
      find: (credentials, charge, request) => findStripeRefund(client, credentials, charge, request),
    },
  };
}

async function openSession(client: StripeClient, credentials: AccountCredentials, request: ChargeRequest): Promise<OpenResult> {
  const { method, paymentNumber, amount, payer, store, description, returnUrl, locale } = request;
  const names = { payment_number: paymentNumber, ...(method === 'konbini' ? { store: store ?? 'lawson' } : {}) };
  const answer = await client.post(
    credentials,
    '/checkout/sessions',
    {
      mode: 'payment',
      'payment_method_types[0]': method === 'konbini' ? 'konbini' : 'card',
      'line_items[0][quantity]': '1',
      'line_items[0][price_data][currency]': 'jpy',
      'line_items[0][price_data][unit_amount]': requestAmount(amount),
      'line_items[0][price_data][product_data][name]': description === '' ? paymentNumber : description,
      client_reference_id: paymentNumber,
      customer_email: payer.email,
      success_url: returnUrl,
      cancel_url: returnUrl,
      locale,
      'metadata[payment_number]': paymentNumber,
      ...Object.fromEntries(Object.entries(names).map(([name, value]) => [`payment_intent_data[metadata][${name}]`, value])),
      'payment_intent_data[description]': paymentNumber,
      // A page knows days, 1 to 60; `expires_at` is of payment intents that are made without one.
      ...(method === 'konbini' ? { 'payment_method_options[konbini][expires_after_days]': String(aDayAtLeast(request)) } : {}),
    },
    `open-${paymentNumber}`,
  );
  if (answer.outcome === 'unknown') return answer;
  if (answer.outcome === 'failed') return { outcome: 'refused', code: answer.code };
  const session = StripeSession.safeParse(answer.json);
  // It is open and we cannot read where: the next question will tell.
  if (!session.success || !session.data.url) return { outcome: 'unknown' };
  const { id, url, expires_at: expires } = session.data;
  const paymentId = idOf(session.data.payment_intent);
  return {
    outcome: 'opened',
    providerIds: { sessionId: id, ...(paymentId === null ? {} : { paymentId }) },
    redirectUrl: url,
    instructions: null,
    // Of a number the page's end is not the last moment to pay: that comes with the number.
    expiresAt: method === 'card' && expires ? new Date(expires * 1000) : null,
  };
}

const List = z.looseObject({ data: z.array(z.unknown()), has_more: z.boolean().nullish() });
const itemsOf = <T extends z.ZodType>(answer: StripeAnswer, schema: T): z.output<T>[] | null => {
  const list = answer.outcome === 'answered' ? List.safeParse(answer.json) : null;
  if (!list?.success) return null;
  return list.data.data.flatMap((item) => {
    const parsed = schema.safeParse(item);
    return parsed.success ? [parsed.data] : [];
  });
};

const mostPages = 5;

/** A session whose answer was lost has no id with us: it is looked for among the newest, by the number that we gave it. */
async function findSession(
  client: StripeClient,
  credentials: AccountCredentials,
  charge: ChargeReference,
): Promise<StripeSession | 'none' | 'unknown'> {
  const { sessionId } = charge.providerIds;
  const expand = { 'expand[]': 'payment_intent.latest_charge' };
  if (sessionId) {
    const answer = await client.get(credentials, `/checkout/sessions/${encodeURIComponent(sessionId)}`, expand);
    if (answer.outcome === 'failed') return answer.status === 404 ? 'none' : 'unknown';
    const session = answer.outcome === 'answered' ? StripeSession.safeParse(answer.json) : null;
    return session?.success ? session.data : 'unknown';
  }
  let last: string | null = null;
  for (let page = 0; page < mostPages; page += 1) {
    const after: Record<string, string> = last === null ? {} : { starting_after: last };
    const answer = await client.get(credentials, '/checkout/sessions', { limit: '100', 'expand[]': 'data.payment_intent', ...after });
    const sessions = itemsOf(answer, StripeSession);
    if (sessions === null) return 'unknown';
    const found = sessions.find((session) => session.client_reference_id === charge.paymentNumber);
    if (found) return found;
    if (sessions.length < 100) return 'none';
    last = sessions.at(-1)!.id;
  }
  return 'unknown';
}

async function inquire(client: StripeClient, credentials: AccountCredentials, charge: ChargeReference): Promise<InquiryResult> {
  const session = await findSession(client, credentials, charge);
  if (typeof session === 'string') return { outcome: session };
  const intent = intentInside(session);
  const money = intent && chargeInside(intent);
  const answers: [InquiryAnswer, ...InquiryAnswer[]] = [answerOf(session)];
  // What was given back or disputed had come, and we may have heard of neither.
  if (money && (money.amount_refunded ?? 0) > 0) answers.push(answerOf(money));
  if (intent && money?.disputed) {
    const disputes = itemsOf(await client.get(credentials, '/disputes', { payment_intent: intent.id, limit: '100' }), StripeDispute);
    answers.push(...(disputes ?? []).map(answerOf));
  }
  return { outcome: 'found', answers };
}

function answerOf(object: StripeObject): InquiryAnswer {
  const body = withoutStripeSecrets(Buffer.from(JSON.stringify(object)));
  return { eventId: `inquiry-${object.id}-${createHash('sha256').update(body).digest('hex').slice(0, 32)}`, body };
}

async function voidCharge(client: StripeClient, credentials: AccountCredentials, charge: ChargeReference): Promise<VoidResult> {
  const session = await findSession(client, credentials, charge);
  // A page that was never made cannot be paid; if it turns up all the same, that is late money.
  if (session === 'none') return { outcome: 'voided' };
  if (session === 'unknown') return { outcome: 'unknown' };
  if (session.status === 'expired') return { outcome: 'voided' };
  if (session.status === 'open') {
    const path = `/checkout/sessions/${encodeURIComponent(session.id)}/expire`;
    return voided(await client.post(credentials, path, {}, `expire-${session.id}`));
  }
  // The form is done: a number that waits for cash is stopped, what is paid is not.
  const intent = intentInside(session);
  if (intent?.status === 'canceled') return { outcome: 'voided' };
  if (!intent || intent.status === 'succeeded' || intent.status === 'processing') return { outcome: 'not_voidable' };
  const path = `/payment_intents/${encodeURIComponent(intent.id)}/cancel`;
  return voided(await client.post(credentials, path, {}, `cancel-${intent.id}`));
}

function voided(answer: StripeAnswer): VoidResult {
  if (answer.outcome === 'unknown') return answer;
  if (answer.outcome === 'failed') return { outcome: 'not_voidable' };
  const object = z.union([StripeSession, StripeIntent]).safeParse(answer.json);
  const status = object.success ? object.data.status : null;
  return { outcome: status === 'expired' || status === 'canceled' ? 'voided' : 'not_voidable' };
}
