import { randomInt } from 'node:crypto';
import { addDays, endOfJstDateExclusive, jstDateOf } from '@tsudoi/shared/kernel/jst';
import { Router, json } from 'express';
import * as z from 'zod';
import { escapeHtml, page, yenText } from '../page.view.ts';
import { type StandInPayment, type StandInSession, newStandInId } from '../stand-in.repository.ts';
import type { StandInWorld } from '../stand-in.ts';
import { intentId, ownId, refundWire } from './stripe.view.ts';

const chains: Readonly<Record<string, string>> = {
  'family-mart': 'familymart',
  lawson: 'lawson',
  ministop: 'ministop',
  seicomart: 'seicomart',
};
const Dispute = z.strictObject({ paymentId: z.string(), status: z.enum(['needs_response', 'warning_needs_response', 'won', 'lost']) });
const RefundOutcome = z.strictObject({ paymentId: z.string(), status: z.enum(['succeeded', 'failed']) });

const digits = (count: number): string => Array.from({ length: count }, () => String(randomInt(0, 10))).join('');

/** What is not Stripe's interface: the page on which a payer gets a number, and what tests steer. */
export function stripePages({ store, clock, publicUrl, tell }: StandInWorld): Router {
  const root = Router();
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
