import { createHash, randomInt } from 'node:crypto';
import { addDays, endOfJstDateExclusive, jstDateOf } from '@tsudoi/shared/kernel/jst';
import { type Request, type Response, Router, json, urlencoded } from 'express';
import * as z from 'zod';
import { textOf } from '../form-text.ts';
import { escapeHtml, page, yenText } from '../page.view.ts';
import type { StandInWorld } from '../stand-in.ts';
import { type StandInAccount, type StandInPayment, type StandInRefund, type StandInSession, newStandInId } from '../stand-in.repository.ts';
import { disputeWire, intentId, intentWire, isKonbini, ownId, refundWire, sessionWire } from './stripe.view.ts';

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
const chains: Readonly<Record<string, string>> = {
  'family-mart': 'familymart',
  lawson: 'lawson',
  ministop: 'ministop',
  seicomart: 'seicomart',
};
const Dispute = z.strictObject({ paymentId: z.string(), status: z.enum(['needs_response', 'warning_needs_response', 'won', 'lost']) });
const RefundOutcome = z.strictObject({ paymentId: z.string(), status: z.enum(['succeeded', 'failed']) });

interface Answer {
  readonly status: number;
  readonly body: unknown;
}
const refuse = (code: string, status = 400): Answer => ({
  status,
  body: { error: { type: status === 404 ? 'invalid_request_error' : 'card_error', code, message: code } },
});
const digits = (count: number): string => Array.from({ length: count }, () => String(randomInt(0, 10))).join('');

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

  // What a payer sees who pays at a konbini.
  root.get('/checkout/:id', async (request, response) => {
    const session = await store.sessions.findOne({ _id: request.params.id, status: 'pending' });
    if (!session) {
      response.status(410).send(page('コンビニでのお支払い', '<h1>この画面は使えません</h1><p>手続きが済んだか、取り消されています。</p>'));
      return;
    }
    response.send(
      page(
        'コンビニでのお支払い',
        `<h1>コンビニでのお支払い</h1><div class="panel"><p class="hint">お支払い金額</p><p class="figure">${yenText(session.amount)}</p></div><form method="post" action="/stripe/checkout/${escapeHtml(session._id)}"><button type="submit">支払い番号を受け取る</button></form>`,
      ),
    );
  });
  root.post('/checkout/:id', async (request, response) => {
    const session = await store.sessions.findOneAndUpdate(
      { _id: request.params.id, status: 'pending' },
      { $set: { status: 'completed' } },
      { returnDocument: 'after' },
    );
    if (!session) {
      response.redirect(303, `/stripe/checkout/${encodeURIComponent(request.params.id)}`);
      return;
    }
    const payment = numberFor(session, clock.now(), publicUrl);
    await store.payments.insertOne(payment);
    await store.sessions.updateOne({ _id: session._id }, { $set: { paymentId: payment._id } });
    await tell(payment, 'payment.updated');
    await tell(payment, 'payment.authorized');
    response.redirect(303, session.returnUrl);
  });

  // How tests and the demo steer what Stripe, a bank or a payer decides; the real one has nothing like it.
  root.use('/steer', json({ limit: '16kb' }));
  root.post('/steer/dispute', async (request, response) => {
    const input = Dispute.safeParse(request.body);
    const payment = input.success ? await store.payments.findOne({ _id: ownId(input.data.paymentId) }) : null;
    if (!input.success || !payment) return void response.status(404).json({ ok: false });
    const { status } = input.data;
    const dispute = {
      id: payment.dispute?.id ?? `du_${payment._id}`,
      status,
      amount: payment.amount,
      createdAt: payment.dispute?.createdAt ?? clock.now(),
    };
    const changed: StandInPayment = { ...payment, dispute };
    await store.payments.replaceOne({ _id: payment._id }, changed);
    await tell(changed, status === 'won' || status === 'lost' ? 'dispute.closed' : 'dispute.created');
    response.json({ ok: true });
  });
  root.post('/steer/refund', async (request, response) => {
    const input = RefundOutcome.safeParse(request.body);
    const payment = input.success ? await store.payments.findOne({ _id: ownId(input.data.paymentId) }) : null;
    const refund = payment?.refunds?.at(-1);
    if (!input.success || !payment || !refund) return void response.status(404).json({ ok: false });
    const { status } = input.data;
    const refunds = payment.refunds!.map((one) => (one.id === refund.id ? { ...one, status } : one));
    const amountRefunded = payment.amountRefunded - (status === 'failed' ? refund.amount : 0);
    const changed: StandInPayment = { ...payment, refunds, amountRefunded };
    await store.payments.replaceOne({ _id: payment._id }, changed);
    await tell({ ...changed, toldRefund: refund.id }, status === 'failed' ? 'refund.failed' : 'refund.updated');
    response.json({ ok: true, refund: refundWire(changed, { ...refund, status }), intent: intentId(changed) });
  });
  return root;
}

function numberFor(session: StandInSession, now: Date, publicUrl: string): StandInPayment {
  const store = String(session.details?.['chosen_store'] ?? 'lawson');
  const lastDay = addDays(jstDateOf(now), Number(session.details?.['days'] ?? '3'));
  return {
    _id: newStandInId(),
    accountId: session.accountId,
    session: session._id,
    status: 'authorized',
    amount: session.amount,
    tax: 0,
    currency: 'JPY',
    externalOrderNumber: session.externalOrderNumber,
    description: '',
    amountRefunded: 0,
    details: {
      type: 'konbini',
      store,
      chosen_store: store,
      chain: chains[store] ?? 'lawson',
      confirmation_code: digits(11),
      receipt: digits(6),
      instructions_url: `${publicUrl}/counter`,
    },
    paymentDeadline: new Date(endOfJstDateExclusive(lastDay).getTime() - 1000),
    capturedAt: null,
    createdAt: now,
  };
}
