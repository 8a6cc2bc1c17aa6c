import { createHash } from 'node:crypto';
import { type Request, type Response, Router, urlencoded } from 'express';
import * as z from 'zod';
import { textOf } from '../form-text.ts';
import type { StandInWorld } from '../stand-in.ts';
import { type StandInAccount, type StandInRefund, type StandInSession, newStandInId } from '../stand-in.repository.ts';
import { stripePages } from './stripe-pages.routes.ts';
import { disputeWire, intentWire, isKonbini, ownId, refundWire, sessionWire } from './stripe.view.ts';

const Digits = z
  .string()
  .regex(/^\d{1,8}$/)
  .transform(Number);
const NewSession = z.object({
  mode: z.literal('payment'),
  payment_method_types: z.tuple([z.enum(['card', 'konbini'])]),
  line_items: z.tuple([
    z.object({
      quantity: z.literal('1'),
      price_data: z.object({
        currency: z.literal('jpy'),
        unit_amount: Digits,
        product_data: z.object({ name: z.string().min(1).max(250) }),
      }),
    }),
  ]),
  client_reference_id: z.string().min(1).max(200),
  customer_email: z.email(),
  success_url: z.url(),
  payment_intent_data: z.object({ metadata: z.object({ payment_number: z.string(), store: z.string().optional() }) }),
  payment_method_options: z.object({ konbini: z.object({ expires_after_days: Digits }) }).optional(),
});
const NewRefund = z.object({
  payment_intent: z.string().startsWith('pi_'),
  amount: Digits,
  metadata: z.record(z.string(), z.string()).default({}),
});
interface Answer {
  readonly status: number;
  readonly body: unknown;
}
const refuse = (code: string, status = 400): Answer => ({
  status,
  body: { error: { type: status === 404 ? 'invalid_request_error' : 'card_error', code, message: code } },
});

/** The stand-in's own interface under /stripe/v1: form-encoded requests, bearer keys, Idempotency-Key, Stripe's own answers. */
export function stripeApi({ store, clock, publicUrl, tell }: StandInWorld): Router {
  const root = Router();
  const router = Router();
  root.use('/v1', router);
  router.use(urlencoded({ extended: true, limit: '64kb' }));

  const pageOf = (session: StandInSession) =>
    session.details?.['type'] === 'konbini' ? `${publicUrl}/stripe/checkout/${session._id}` : `${publicUrl}/pay/${session._id}`;

  const account = async (request: Request, response: Response): Promise<StandInAccount | null> => {
    const key = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const found = key === '' ? null : await store.accounts.findOne({ provider: 'stripe', apiKey: key });
    if (!found) response.status(401).json({ error: { type: 'invalid_request_error', message: 'Invalid API Key provided' } });
    return found;
  };

  /** The same key gives the first answer again; with other fields it is refused. */
  const post = (path: string, work: (owner: StandInAccount, request: Request) => Promise<Answer>): void => {
    router.post(path, async (request, response) => {
      const owner = await account(request, response);
      if (!owner) return;
      const key = request.headers['idempotency-key'];
      const id = typeof key === 'string' ? `stripe:${owner._id}:${key.slice(0, 255)}` : null;
      const asked = createHash('sha256')
        .update(JSON.stringify([request.path, request.body]))
        .digest('hex');
      const kept = id ? await store.idempotency.findOne({ _id: id }) : null;
      if (kept && kept.asked !== asked) {
        response.status(400).json({ error: { type: 'idempotency_error', message: 'Keys for idempotent requests can only be used again' } });
        return;
      }
      if (kept) {
        response.status(kept.status).set('idempotent-replayed', 'true').type('json').send(kept.body);
        return;
      }
      const answer = await work(owner, request);
      const body = JSON.stringify(answer.body);
      if (id) await store.idempotency.updateOne({ _id: id }, { $setOnInsert: { status: answer.status, body, asked } }, { upsert: true });
      response.status(answer.status).type('json').send(body);
    });
  };
  const get = (path: string, work: (owner: StandInAccount, request: Request) => Promise<Answer>): void => {
    router.get(path, async (request, response) => {
      const owner = await account(request, response);
      if (!owner) return;
      const answer = await work(owner, request);
      response.status(answer.status).json(answer.body);
    });
  };
  const listOf = (data: readonly unknown[], url: string, more = false): Answer => ({
    status: 200,
    body: { object: 'list', data, has_more: more, url },
  });
  const paymentOf = (owner: StandInAccount, id: string) => store.payments.findOne({ _id: ownId(id), accountId: owner._id });
  const paymentOfSession = (session: StandInSession) =>
    session.paymentId === null
      ? store.payments.findOne({ session: session._id }, { sort: { createdAt: -1 } })
      : store.payments.findOne({ _id: session.paymentId });
  const asksWhole = (request: Request): boolean => request.url.includes('payment_intent');

  post('/checkout/sessions', async (owner, request) => {
    const parsed = NewSession.safeParse(request.body);
    if (!parsed.success) return refuse('parameter_invalid');
    const input = parsed.data;
    const [type] = input.payment_method_types;
    const amount = input.line_items[0].price_data.unit_amount;
    const [least, most] = type === 'konbini' ? [120, 300_000] : [50, 99_999_999];
    if (amount < least) return refuse('amount_too_small');
    if (amount > most) return refuse('amount_too_large');
    const days = input.payment_method_options?.konbini.expires_after_days ?? 3;
    if (days < 1 || days > 60) return refuse('parameter_invalid');
    const chosen = input.payment_intent_data.metadata.store;
    const session: StandInSession = {
      _id: `cs_test_${newStandInId()}`,
      accountId: owner._id,
      amount,
      tax: 0,
      currency: 'JPY',
      externalOrderNumber: input.client_reference_id,
      returnUrl: input.success_url,
      status: 'pending',
      paymentId: null,
      createdAt: clock.now(),
      details: { type, email: input.customer_email, days: String(days), ...(chosen === undefined ? {} : { chosen_store: chosen }) },
    };
    await store.sessions.insertOne(session);
    return { status: 200, body: sessionWire(session, null, pageOf(session)) };
  });

  get('/checkout/sessions', async (owner, request) => {
    const after = textOf(request.query['starting_after']);
    const limit = Math.min(100, Number(textOf(request.query['limit'])) || 10);
    const all = await store.sessions.find({ accountId: owner._id }).sort({ createdAt: -1, _id: -1 }).toArray();
    const from = after === '' ? 0 : all.findIndex(({ _id }) => _id === after) + 1;
    const shown = all.slice(from, from + limit);
    const wires = await Promise.all(
      shown.map(async (session) => sessionWire(session, await paymentOfSession(session), pageOf(session), asksWhole(request))),
    );
    return listOf(wires, '/v1/checkout/sessions', all.length > from + limit);
  });

  get('/checkout/sessions/:id', async (owner, request) => {
    const session = await store.sessions.findOne({ _id: String(request.params['id']), accountId: owner._id });
    if (!session) return refuse('resource_missing', 404);
    return { status: 200, body: sessionWire(session, await paymentOfSession(session), pageOf(session), asksWhole(request)) };
  });

  post('/checkout/sessions/:id/expire', async (owner, request) => {
    const session = await store.sessions.findOneAndUpdate(
      { _id: String(request.params['id']), accountId: owner._id, status: 'pending' },
      { $set: { status: 'cancelled' } },
      { returnDocument: 'after' },
    );
    if (!session) return refuse('resource_missing', 404);
    return { status: 200, body: sessionWire(session, null, pageOf(session)) };
  });

  get('/payment_intents/:id', async (owner, request) => {
    const payment = await paymentOf(owner, String(request.params['id']));
    return payment ? { status: 200, body: intentWire(payment) } : refuse('resource_missing', 404);
  });

  post('/payment_intents/:id/cancel', async (owner, request) => {
    const payment = await store.payments.findOneAndUpdate(
      { _id: ownId(String(request.params['id'])), accountId: owner._id, status: { $in: ['pending', 'authorized', 'failed'] } },
      { $set: { status: 'cancelled' } },
      { returnDocument: 'after' },
    );
    if (!payment) return refuse('payment_intent_unexpected_state');
    await tell(payment, 'payment.cancelled');
    return { status: 200, body: intentWire(payment) };
  });

  post('/refunds', async (owner, request) => {
    const parsed = NewRefund.safeParse(request.body);
    const payment = parsed.success ? await paymentOf(owner, parsed.data.payment_intent) : null;
    if (!parsed.success || !payment) return refuse('parameter_invalid');
    const { amount, metadata } = parsed.data;
    const gone = (payment.refunds ?? []).filter(({ status }) => status !== 'failed').reduce((sum, refund) => sum + refund.amount, 0);
    if (payment.status !== 'captured' && payment.status !== 'refunded') return refuse('charge_not_captured');
    if (payment.dispute && payment.dispute.status !== 'won') return refuse('charge_disputed');
    if (amount < 1 || gone + amount > payment.amount)
      return refuse(gone >= payment.amount ? 'charge_already_refunded' : 'amount_too_large');
    // Of a konbini payment the payer is asked for a bank account first.
    const status = isKonbini(payment) ? 'requires_action' : 'succeeded';
    const refund: StandInRefund = { id: `re_${newStandInId()}`, amount, status, description: '', metadata, createdAt: clock.now() };
    const changed = await store.payments.findOneAndUpdate(
      { _id: payment._id },
      { $push: { refunds: refund }, $inc: { amountRefunded: amount } },
      { returnDocument: 'after' },
    );
    if (status === 'succeeded') {
      await tell(changed!, 'payment.refund.created');
      await tell({ ...changed!, toldRefund: refund.id }, 'refund.updated');
    }
    return { status: 200, body: refundWire(payment, refund) };
  });

  get('/refunds', async (owner, request) => {
    const payment = await paymentOf(owner, textOf(request.query['payment_intent']));
    const refunds = (payment?.refunds ?? []).toReversed();
    return listOf(
      refunds.map((refund) => refundWire(payment!, refund)),
      '/v1/refunds',
    );
  });

  get('/refunds/:id', async (owner, request) => {
    const id = String(request.params['id']);
    const payment = await store.payments.findOne({ accountId: owner._id, 'refunds.id': id });
    const refund = payment?.refunds?.find((one) => one.id === id);
    return payment && refund ? { status: 200, body: refundWire(payment, refund) } : refuse('resource_missing', 404);
  });

  get('/disputes', async (owner, request) => {
    const payment = await paymentOf(owner, textOf(request.query['payment_intent']));
    return listOf(payment?.dispute ? [disputeWire(payment)] : [], '/v1/disputes');
  });

  root.use(stripePages({ store, clock, publicUrl, tell }));
  return root;
}
