import { addDays, endOfJstDateExclusive, jstDateOf } from '@tsudoi/shared/kernel/jst';
import { type Request, type Response, Router, json } from 'express';
import * as z from 'zod';
import { textOf } from '../form-text.ts';
import { komojuChargebacks } from './komoju-chargebacks.routes.ts';
import { accountAtKomoju, komojuSettlements } from './komoju-settlements.routes.ts';
import { numbersFor } from './komoju-numbers.view.ts';
import type { StandInWorld } from '../stand-in.ts';
import {
  type StandInAccount,
  type StandInPayment,
  type StandInRefund,
  isExpiredPage,
  newStandInId,
  toWire,
} from '../stand-in.repository.ts';

const Amount = z.number().int().min(1).max(9_999_999);
const NewPayment = z.object({
  amount: Amount,
  tax: z.number().int().min(0).default(0),
  currency: z.literal('JPY'),
  external_order_num: z.string().min(1).max(100),
  description: z.string().max(200).default(''),
  payment_details: z.looseObject({
    type: z.enum(['konbini', 'pay_easy']),
    store: z.string().optional(),
    email: z.email(),
    expiry_days: z.number().int().min(1).max(59).default(3),
  }),
});
/** By a card that is kept: with `customer` there are no details. */
const NewCustomerPayment = z.object({
  amount: Amount,
  tax: z.number().int().min(0).default(0),
  currency: z.literal('JPY'),
  external_order_num: z.string().min(1).max(100),
  description: z.string().max(200).default(''),
  customer: z.string().min(1).max(64),
  payment_details: z.undefined().optional(),
});
const NewRefund = z.object({ amount: Amount, description: z.string().max(200).default('') });
const NewSession = z.object({
  mode: z.literal('payment'),
  amount: Amount,
  tax: z.number().int().min(0).default(0),
  currency: z.literal('JPY'),
  return_url: z.url(),
  payment_data: z.looseObject({ external_order_num: z.string().min(1).max(100) }),
});
const NewCardSession = z.object({ mode: z.literal('customer'), currency: z.literal('JPY'), return_url: z.url() });
const declineCodes = { declines: 'insufficient_funds', expired: 'card_expired', gone: 'customer_not_found' } as const;

/** The stand-in's own interface under /komoju/api/v1: same paths, bodies and idempotency as the real one. */
export function komojuApi({ store, clock, publicUrl, tell }: StandInWorld): Router {
  const root = Router();
  const router = Router();
  root.use('/api/v1', router);
  router.use(json({ limit: '64kb' }));
  router.use(komojuSettlements({ store, publicUrl }));
  router.use(komojuChargebacks(store));

  const account = (request: Request, response: Response) => accountAtKomoju(store, request, response);

  /** The same key gives the first answer again, for the account that used it. */
  const once = async (
    request: Request,
    response: Response,
    owner: StandInAccount,
    work: () => Promise<{ status: number; body: unknown }>,
  ): Promise<void> => {
    const key = request.headers['x-komoju-idempotency'];
    const id = typeof key === 'string' ? `${owner._id}:${request.path}:${key.slice(0, 100)}` : null;
    const kept = id ? await store.idempotency.findOne({ _id: id }) : null;
    if (kept) {
      response.status(kept.status).type('json').send(kept.body);
      return;
    }
    const answer = await work();
    const body = JSON.stringify(answer.body);
    if (id) await store.idempotency.updateOne({ _id: id }, { $setOnInsert: { status: answer.status, body } }, { upsert: true });
    response.status(answer.status).type('json').send(body);
  };

  const refuse = (code: string) => ({ status: 422, body: { error: { code, message: code, param: null } } });

  const chargeKept = async (owner: StandInAccount, input: z.output<typeof NewCustomerPayment>) => {
    const customer = await store.customers.findOne({ _id: input.customer, accountId: owner._id });
    if (!customer) return refuse(declineCodes.gone);
    if (customer.behaviour !== 'works') return refuse(declineCodes[customer.behaviour]);
    const now = clock.now();
    const payment: StandInPayment = {
      _id: newStandInId(),
      accountId: owner._id,
      session: null,
      status: 'captured',
      amount: input.amount,
      tax: input.tax,
      currency: input.currency,
      externalOrderNumber: input.external_order_num,
      description: input.description,
      amountRefunded: 0,
      details: { type: 'credit_card', brand: customer.brand, last_four_digits: customer.lastFour, customer: customer._id },
      paymentDeadline: null,
      capturedAt: now,
      createdAt: now,
    };
    await store.payments.insertOne(payment);
    await tell(payment, 'payment.captured');
    return { status: 200, body: toWire(payment) };
  };

  router.get('/customers/:id', async (request, response) => {
    const owner = await account(request, response);
    if (!owner) return;
    const customer = await store.customers.findOne({ _id: request.params.id, accountId: owner._id });
    if (!customer) return void response.status(404).json({ error: { code: 'not_found', message: 'not found', param: null } });
    const { brand, lastFour, month, year } = customer;
    const source = { type: 'credit_card', brand, last_four_digits: lastFour, month, year };
    response.json({ id: customer._id, resource: 'customer', source, created_at: customer.createdAt.toISOString() });
  });

  router.delete('/customers/:id', async (request, response) => {
    const owner = await account(request, response);
    if (!owner) return;
    const { deletedCount } = await store.customers.deleteOne({ _id: request.params.id, accountId: owner._id });
    if (deletedCount === 1) response.json({ id: request.params.id, resource: 'customer', deleted: true });
    else response.status(404).json({ error: { code: 'not_found', message: 'not found', param: null } });
  });

  router.get('/sessions/:id', async (request, response) => {
    const owner = await account(request, response);
    if (!owner) return;
    const session = await store.sessions.findOne({ _id: request.params.id, accountId: owner._id });
    if (!session) return void response.status(404).json({ error: { code: 'not_found', message: 'not found', param: null } });
    const told = { mode: session.keeps ? 'customer' : 'payment', status: session.status, customer_id: session.keeps?.customerId ?? null };
    response.json({
      id: session._id,
      resource: 'session',
      ...told,
      payment: session.paymentId,
      expired: isExpiredPage(session, clock.now()),
    });
  });

  router.post('/payments', async (request, response) => {
    const owner = await account(request, response);
    if (!owner) return;
    await once(request, response, owner, async () => {
      const kept = NewCustomerPayment.safeParse(request.body);
      if (kept.success) return chargeKept(owner, kept.data);
      const parsed = NewPayment.safeParse(request.body);
      if (!parsed.success) return refuse('invalid_parameter');
      const input = parsed.data;
      const now = clock.now();
      const lastDay = addDays(jstDateOf(now), input.payment_details.expiry_days);
      const payment: StandInPayment = {
        _id: newStandInId(),
        accountId: owner._id,
        session: null,
        status: 'authorized',
        amount: input.amount,
        tax: input.tax,
        currency: input.currency,
        externalOrderNumber: input.external_order_num,
        description: input.description,
        amountRefunded: 0,
        details: numbersFor(input.payment_details.type, input.payment_details.store ?? 'lawson', publicUrl),
        paymentDeadline: new Date(endOfJstDateExclusive(lastDay).getTime() - 1000),
        capturedAt: null,
        createdAt: now,
      };
      await store.payments.insertOne(payment);
      await tell(payment, 'payment.authorized');
      return { status: 200, body: toWire(payment) };
    });
  });

  router.get('/payments', async (request, response) => {
    const owner = await account(request, response);
    if (!owner) return;
    const number = textOf(request.query['external_order_num']);
    const payments = await store.payments
      .find({ accountId: owner._id, ...(number ? { externalOrderNumber: number } : {}) })
      .sort({ createdAt: -1 })
      .limit(25)
      .toArray();
    response.json({ resource: 'list', total: payments.length, page: 1, per_page: 25, last_page: 1, data: payments.map(toWire) });
  });

  router.get('/payments/:id', async (request, response) => {
    const owner = await account(request, response);
    if (!owner) return;
    const payment = await store.payments.findOne({ _id: request.params.id, accountId: owner._id });
    if (payment) response.json(toWire(payment));
    else response.status(404).json({ error: { code: 'not_found', message: 'not found', param: null } });
  });

  router.post('/payments/:id/cancel', async (request, response) => {
    const owner = await account(request, response);
    if (!owner) return;
    await once(request, response, owner, async () => {
      const payment = await store.payments.findOneAndUpdate(
        { _id: request.params.id, accountId: owner._id, status: { $in: ['pending', 'authorized'] } },
        { $set: { status: 'cancelled' } },
        { returnDocument: 'after' },
      );
      if (!payment) return refuse('not_cancellable');
      await tell(payment, 'payment.cancelled');
      return { status: 200, body: toWire(payment) };
    });
  });

  router.post('/payments/:id/refund', async (request, response) => {
    const owner = await account(request, response);
    if (!owner) return;
    await once(request, response, owner, async () => {
      const parsed = NewRefund.safeParse(request.body);
      const payment = await store.payments.findOne({ _id: request.params.id, accountId: owner._id });
      if (!parsed.success || !payment) return refuse('invalid_parameter');
      const { amount, description } = parsed.data;
      // Numbers go back by bank transfer, over another interface.
      if (payment.status !== 'captured' || payment.details['type'] !== 'credit_card') return refuse('not_refundable');
      const amountRefunded = payment.amountRefunded + amount;
      if (amountRefunded > payment.amount + payment.tax) return refuse('refund_exceeds_payment');
      const refund: StandInRefund = { id: newStandInId(), amount, status: 'succeeded', description, createdAt: clock.now() };
      const whole = amountRefunded === payment.amount + payment.tax;
      const changed = await store.payments.findOneAndUpdate(
        { _id: payment._id },
        { $push: { refunds: refund }, $set: { amountRefunded, ...(whole ? { status: 'refunded' as const } : {}) } },
        { returnDocument: 'after' },
      );
      await tell(changed!, whole ? 'payment.refunded' : 'payment.refund.created');
      return { status: 200, body: toWire(changed!) };
    });
  });

  router.post('/sessions', async (request, response) => {
    const owner = await account(request, response);
    if (!owner) return;
    await once(request, response, owner, async () => {
      const parsed = NewSession.safeParse(request.body);
      const keeping = parsed.success ? null : NewCardSession.safeParse(request.body).data;
      const id = newStandInId();
      if (keeping) {
        const nothing = { amount: 0, tax: 0, currency: 'JPY', externalOrderNumber: '', paymentId: null };
        const page = { ...nothing, returnUrl: keeping.return_url, status: 'pending' as const, keeps: { customerId: null } };
        await store.sessions.insertOne({ _id: id, accountId: owner._id, ...page, createdAt: clock.now() });
        return {
          status: 200,
          body: { id, resource: 'session', mode: 'customer', status: 'pending', session_url: `${publicUrl}/keep/${id}` },
        };
      }
      if (!parsed.success) return refuse('invalid_parameter');
      const input = parsed.data;
      await store.sessions.insertOne({
        _id: id,
        accountId: owner._id,
        amount: input.amount,
        tax: input.tax,
        currency: input.currency,
        externalOrderNumber: input.payment_data.external_order_num,
        returnUrl: input.return_url,
        status: 'pending',
        paymentId: null,
        createdAt: clock.now(),
      });
      return {
        status: 200,
        body: {
          id,
          resource: 'session',
          mode: 'payment',
          amount: input.amount,
          currency: input.currency,
          status: 'pending',
          session_url: `${publicUrl}/pay/${id}`,
          return_url: input.return_url,
          expired: false,
          payment: null,
        },
      };
    });
  });

  router.post('/sessions/:id/cancel', async (request, response) => {
    const owner = await account(request, response);
    if (!owner) return;
    const page = { _id: request.params.id, accountId: owner._id };
    const session = await store.sessions.findOne(page);
    const isOpen = session?.status === 'pending' && !isExpiredPage(session, clock.now());
    if (isOpen) await store.sessions.updateOne({ ...page, status: 'pending' }, { $set: { status: 'cancelled' } });
    if ((await store.sessions.findOne(page))?.status === 'cancelled')
      response.json({ id: request.params.id, resource: 'session', status: 'cancelled' });
    else response.status(422).json({ error: { code: 'not_cancellable', message: 'not cancellable', param: null } });
  });

  return root;
}
