import { jstDateOf } from '@tsudoi/shared/kernel/jst';
import type { Clock } from '@tsudoi/shared/service/clock';
import { Router, json } from 'express';
import * as z from 'zod';
import { enterCard } from './card-payment.ts';
import { emitNow, queueEvent } from './delivery.service.ts';
import { textOf } from './form-text.ts';
import { type StandInStore, honest, keptCards } from './stand-in.repository.ts';
import { standIns } from './stand-ins.ts';

const NewAccount = z.strictObject({
  accountId: z.string().max(60),
  provider: z.enum(standIns.map(({ provider }) => provider)),
  apiKey: z.string().min(20).max(1000),
  webhookSecret: z.string().min(5).max(100),
  callbackUrl: z.url(),
});
const BehaviourInput = z.strictObject({
  accountId: z.string().max(60),
  duplicate: z.number().int().min(0).max(50).optional(),
  delayMs: z.number().int().min(0).max(60_000).optional(),
  reorder: z.boolean().optional(),
  silent: z.boolean().optional(),
  dropPercent: z.number().int().min(0).max(100).optional(),
  lieAmount: z.number().int().min(-9_999_999).max(9_999_999).optional(),
});
const events = [
  'payment.authorized',
  'payment.captured',
  'payment.deposited',
  'payment.expired',
  'payment.cancelled',
  'payment.failed',
  'payment.withdrawn',
  'payment.confirmed',
  'contract.stopped',
  'payment.refunded',
  'payment.refund.created',
  'payment.updated',
  'ping',
] as const;
const EmitInput = z.strictObject({
  paymentId: z.string().max(60),
  type: z.enum(events),
  times: z.number().int().min(1).max(200).default(1),
  forge: z.boolean().default(false),
  amount: z.number().nullable().default(null),
  /** When it was paid: money of months ago, for what months do to it. */
  at: z.iso.datetime().nullable().default(null),
});
/** Every card that an account keeps behaves like this from now on. */
const KeptCardInput = z.strictObject({ accountId: z.string().max(60), behaviour: z.enum(keptCards) });
const CardInput = z.strictObject({ paymentNumber: z.string().min(1).max(60) });
const TakeInput = z.strictObject({ paymentId: z.string().max(60) });
const ReportInput = z.strictObject({ paymentId: z.string().max(60), word: z.enum(['withdrawn', 'confirmed']) });
const TransferInput = z.strictObject({ paymentId: z.string().max(60), amount: z.number().int().min(1).max(99_999_999) });

/** How the demo and the tests steer the stand-in. Loopback and development only; the real provider has nothing like it. */
export function controlRoutes(store: StandInStore, clock: Clock, nudge: () => void): Router {
  const router = Router();
  router.use(json({ limit: '64kb' }));
  const parse = <T extends z.ZodType>(schema: T, body: unknown): z.output<T> | null => {
    const parsed = schema.safeParse(body);
    return parsed.success ? parsed.data : null;
  };

  router.post('/accounts', async (request, response) => {
    const input = parse(NewAccount, request.body);
    if (!input) return void response.status(400).json({ error: 'invalid' });
    const { accountId, ...rest } = input;
    await store.accounts.replaceOne({ _id: accountId }, { ...rest, behaviour: honest }, { upsert: true });
    response.json({ ok: true });
  });

  router.post('/behaviour', async (request, response) => {
    const input = parse(BehaviourInput, request.body);
    if (!input) return void response.status(400).json({ error: 'invalid' });
    const { accountId, ...changes } = input;
    const set = Object.fromEntries(Object.entries(changes).map(([key, value]) => [`behaviour.${key}`, value]));
    const result = await store.accounts.updateOne({ _id: accountId }, { $set: set });
    response.status(result.matchedCount === 1 ? 200 : 404).json({ ok: result.matchedCount === 1 });
  });

  router.post('/kept-cards', async (request, response) => {
    const input = parse(KeptCardInput, request.body);
    if (!input) return void response.status(400).json({ error: 'invalid' });
    const { accountId, behaviour } = input;
    const { matchedCount } = await store.customers.updateMany({ accountId }, { $set: { behaviour } });
    response.json({ cards: matchedCount });
  });

  router.get('/payments', async (request, response) => {
    const accountId = textOf(request.query['accountId']);
    const paymentNumber = textOf(request.query['paymentNumber']);
    const filter = { ...(accountId ? { accountId } : {}), ...(paymentNumber ? { externalOrderNumber: paymentNumber } : {}) };
    response.json({ payments: await store.payments.find(filter).sort({ createdAt: -1 }).limit(200).toArray() });
  });

  /** The card page of an order, without a browser: what is told of it is told by `/emit`. */
  router.post('/enter-card', async (request, response) => {
    const input = parse(CardInput, request.body);
    if (!input) return void response.status(400).json({ error: 'invalid' });
    const payment = await enterCard(store, clock, input.paymentNumber);
    if (payment) response.json({ payments: [payment] });
    else response.status(404).json({ payments: [] });
  });

  router.post('/emit', async (request, response) => {
    const input = parse(EmitInput, request.body);
    if (!input) return void response.status(400).json({ error: 'invalid' });
    const payment = await store.payments.findOne({ _id: input.paymentId });
    const account = payment && (await store.accounts.findOne({ _id: payment.accountId }));
    if (!payment || !account) return void response.status(404).json({ error: 'not found' });
    const at = input.at === null ? clock.now() : new Date(input.at);
    const captured = input.type === 'payment.captured' && !input.forge && input.amount === null;
    if (captured && payment.status !== 'captured')
      await store.payments.updateOne({ _id: payment._id }, { $set: { status: 'captured', capturedAt: at } });
    const told =
      input.type === 'payment.captured' ? { ...payment, status: 'captured' as const, capturedAt: payment.capturedAt ?? at } : payment;
    response.json(await emitNow(account, told, input, { at, realNow: clock.realNow() }));
  });

  /** The clerk takes the cash: the truth changes, and the notice follows as the account behaves. */
  router.post('/take-cash', async (request, response) => {
    const input = parse(TakeInput, request.body);
    if (!input) return void response.status(400).json({ error: 'invalid' });
    const taken = await takeCash(store, clock, input.paymentId);
    nudge();
    response.status(taken ? 200 : 409).json({ ok: taken });
  });

  /** The till takes back what it has reported, or makes it certain. */
  router.post('/report', async (request, response) => {
    const input = parse(ReportInput, request.body);
    if (!input) return void response.status(400).json({ error: 'invalid' });
    const done = await settleReport(store, clock, input.paymentId, input.word);
    nudge();
    response.status(done ? 200 : 409).json({ ok: done });
  });

  /** A bank transfers some sum into an account. */
  router.post('/transfer', async (request, response) => {
    const input = parse(TransferInput, request.body);
    if (!input) return void response.status(400).json({ error: 'invalid' });
    const taken = await takeTransfer(store, clock, input.paymentId, input.amount);
    nudge();
    response.status(taken ? 200 : 409).json({ ok: taken });
  });

  return router;
}

/** True when the bank took it; an account is open to the end of its last day, also after all is paid. */
export async function takeTransfer(store: StandInStore, clock: Clock, paymentId: string, amount: number): Promise<boolean> {
  const day = jstDateOf(clock.now()).replaceAll('-', '');
  const payment = await store.payments.findOneAndUpdate(
    {
      _id: paymentId,
      'details.type': 'virtual_account',
      status: { $in: ['authorized', 'captured'] },
      paymentDeadline: { $gte: clock.now() },
    },
    {
      $inc: { 'details.transferred': amount, 'details.transfers': 1 },
      $set: { 'details.last_transfer': amount, 'details.last_day': day, 'details.process_date': '' },
    },
    { returnDocument: 'after' },
  );
  if (!payment) return false;
  await queueEvent(store, clock, payment, 'payment.deposited');
  if (payment.status === 'authorized' && Number(payment.details['transferred']) >= payment.amount + payment.tax) {
    const full = { ...payment, status: 'captured' as const, capturedAt: clock.now() };
    await store.payments.updateOne({ _id: payment._id }, { $set: { status: full.status, capturedAt: full.capturedAt } });
    await queueEvent(store, clock, full, 'payment.captured');
  }
  return true;
}

/** True when the cash was taken now; a number is paid once, and not after its deadline. */
export async function takeCash(store: StandInStore, clock: Clock, paymentId: string): Promise<boolean> {
  const payment = await store.payments.findOneAndUpdate(
    { _id: paymentId, status: 'authorized', 'details.type': { $ne: 'virtual_account' }, paymentDeadline: { $gte: clock.now() } },
    { $set: { status: 'captured', capturedAt: clock.now() } },
    { returnDocument: 'after' },
  );
  if (!payment) return false;
  await queueEvent(store, clock, payment, 'payment.captured');
  return true;
}

/**
 * Where money is reported before it is certain (速報): the till undoes its scan, or the final report comes. True when there
 * was a report to speak of.
 */
export async function settleReport(
  store: StandInStore,
  clock: Clock,
  paymentId: string,
  word: 'withdrawn' | 'confirmed',
): Promise<boolean> {
  const reported = { _id: paymentId, status: 'captured' as const, 'details.report': 'prompt' };
  const now = clock.now().toISOString();
  const payment = await store.payments.findOneAndUpdate(
    reported,
    word === 'confirmed'
      ? { $set: { 'details.report': 'final', 'details.confirmed_at': now } }
      : { $set: { status: 'authorized', 'details.withdrawn_at': now } },
    { returnDocument: 'after' },
  );
  if (!payment) return false;
  await queueEvent(store, clock, payment, `payment.${word}`);
  return true;
}
