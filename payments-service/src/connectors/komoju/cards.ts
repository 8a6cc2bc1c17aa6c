import * as z from 'zod';
import type {
  AccountCredentials,
  CardChargeResult,
  CardSetupRequest,
  CardSetupResult,
  CardSetupWord,
  ChargeRequest,
  ConnectorCards,
} from '../connector.ts';
import { requestAmount } from './amounts.ts';
import { type KomojuClient, refusalCode } from './client.ts';
import { KomojuPayment, answerOfPayment } from './parse.ts';

const Session = z.looseObject({
  id: z.string(),
  session_url: z.url().nullish(),
  status: z.string().nullish(),
  expired: z.boolean().nullish(),
  customer_id: z.string().nullish(),
});
const Customer = z.looseObject({
  id: z.string().min(1).max(64),
  source: z
    .looseObject({
      brand: z.string().max(30).nullish(),
      last_four_digits: z.string().nullish(),
      month: z.number().int().min(1).max(12).nullish(),
      year: z.number().int().min(2000).max(2200).nullish(),
    })
    .nullish(),
});

/** Another try would end the same way: the payer has to leave another card. */
const lostCards = new Set([
  'card_expired',
  'invalid_card',
  'lost_card',
  'stolen_card',
  'restricted_card',
  'customer_not_found',
  'not_found',
]);

/** KOMOJU keeps a card as a customer: a session of mode `customer` makes one, a payment that names it charges the card. */
export function komojuCards(client: KomojuClient): ConnectorCards {
  return {
    setUp: (credentials, request) => setUp(client, credentials, request),
    askSetup: (credentials, id) => askSetup(client, credentials, id),
    charge: (credentials, request, token) => charge(client, credentials, request, token),
    async remove(credentials, token) {
      const answer = await client.remove(credentials, `/customers/${encodeURIComponent(token)}`);
      return answer.outcome === 'answered' && (answer.status < 300 || answer.status === 404);
    },
  };
}

async function setUp(client: KomojuClient, credentials: AccountCredentials, request: CardSetupRequest): Promise<CardSetupResult> {
  const answer = await client.post(
    credentials,
    '/sessions',
    {
      mode: 'customer',
      currency: 'JPY',
      default_locale: request.locale,
      payment_types: ['credit_card'],
      return_url: request.returnUrl,
      email: request.payer.email,
      external_customer_id: request.setupId,
    },
    `setup-${request.setupId}`,
  );
  if (answer.outcome === 'unknown') return answer;
  const session = Session.safeParse(answer.json);
  if (answer.status >= 300 || !session.success || !session.data.session_url) return { outcome: 'refused', code: refusalCode(answer.json) };
  return { outcome: 'opened', providerSetupId: session.data.id, redirectUrl: session.data.session_url };
}

async function askSetup(client: KomojuClient, credentials: AccountCredentials, id: string): Promise<CardSetupWord> {
  const answer = await client.get(credentials, `/sessions/${encodeURIComponent(id)}`);
  if (answer.outcome === 'unknown') return answer;
  if (answer.status === 404) return { outcome: 'failed' };
  const session = Session.safeParse(answer.json);
  if (answer.status >= 300 || !session.success) return { outcome: 'unknown' };
  const { status, expired, customer_id: customerId } = session.data;
  if (status !== 'completed' || !customerId) return { outcome: status === 'cancelled' || expired ? 'failed' : 'pending' };
  const found = await client.get(credentials, `/customers/${encodeURIComponent(customerId)}`);
  if (found.outcome === 'unknown') return found;
  const customer = Customer.safeParse(found.json);
  if (found.status >= 300 || !customer.success) return { outcome: 'unknown' };
  const { brand, last_four_digits: lastFour, month, year } = customer.data.source ?? {};
  return {
    outcome: 'done',
    token: customer.data.id,
    brand: brand ?? '',
    lastFour: lastFour && /^\d{4}$/.test(lastFour) ? lastFour : '',
    expires: month && year ? `${year}-${String(month).padStart(2, '0')}` : null,
  };
}

async function charge(
  client: KomojuClient,
  credentials: AccountCredentials,
  request: ChargeRequest,
  customer: string,
): Promise<CardChargeResult> {
  const answer = await client.post(
    credentials,
    '/payments',
    {
      ...requestAmount(request.amount),
      currency: 'JPY',
      customer,
      external_order_num: request.paymentNumber,
      description: request.description,
      locale: request.locale,
    },
    `open-${request.paymentNumber}`,
  );
  // 409: the first call with this key is still at work.
  if (answer.outcome === 'unknown' || answer.status === 409) return { outcome: 'unknown' };
  if (answer.status >= 300) {
    const code = refusalCode(answer.json);
    if (answer.status === 401 || answer.status === 403) return { outcome: 'refused', why: 'key', code };
    if (answer.status === 429) return { outcome: 'refused', why: 'busy', code };
    return { outcome: 'declined', code, usable: !lostCards.has(code) };
  }
  const payment = KomojuPayment.safeParse(answer.json);
  if (!payment.success) return { outcome: 'unknown' };
  if (payment.data.status === 'failed') return { outcome: 'declined', code: 'failed', usable: true };
  return { outcome: 'charged', providerIds: { paymentId: payment.data.id }, answers: [answerOfPayment(payment.data)] };
}
