import { randomUUID } from 'node:crypto';
import { newMessageId, newUserId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { PositiveYen, yen } from '@tsudoi/shared/kernel/yen';
import type { PayloadOf } from '@tsudoi/shared/queue/define-message';
import { refundMoved } from '@tsudoi/shared/queue/refund.messages';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { issueReceipt } from '../src/modules/documents/receipt.service.ts';
import { recordOffline } from '../src/modules/payments/offline.service.ts';
import { postSettled } from '../src/modules/payments/posting.service.ts';
import { postRefundMoves } from '../src/modules/payments/refund-posting.service.ts';
import {
  approveRefund,
  declineRefund,
  refundOptions,
  requestRefund,
  saveRefundSettings,
  transferRefund,
} from '../src/modules/payments/refund.service.ts';
import { sayRefund } from '../src/modules/payments/refund-word.service.ts';
import { listRefunds } from '../src/modules/payments/refund.view.ts';
import type { RefundOrderDocument } from '../src/modules/payments/refund.repository.ts';
import type { TaskDocument } from '../src/modules/payments/task.repository.ts';
import type { UserActor } from '../src/platform/actor.ts';
import { billNow, codeOf, settled, takeBack } from './billing.factory.ts';
import { moneyDesk, sumsOfPayment } from './money.factory.ts';
import { ask, bank, paidByCard } from './refund.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let org: TestOrganization;
let desk: ReturnType<typeof moneyDesk>;
let colleague: UserActor;

beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
});
beforeEach(async () => {
  org = await openOrganization(server);
  desk = moneyDesk({ server, org });
  colleague = { ...org.owner, userId: newUserId(), name: '経理 花子' };
  server.payments.answers['charges.refundable'] = { way: 'any' };
});
afterAll(() => server.close());

const db = () => server.platform.databases.server;
const transfer = { kind: 'transfer', bank } as const;
type Ask = Parameters<typeof requestRefund>[3];
const request = (input: Ask, actor: UserActor = org.owner) => requestRefund(server.platform, org.scope, actor, input);

const paidOnline = (amount?: number) => paidByCard({ server, org }, desk, amount);
const wanted = async () =>
  (await db().collection('outbox').find({ orgId: org.scope.orgId, name: 'billing.refund.wanted' }).toArray()).map(
    ({ payload }) => payload as { refundId: string; amount: number },
  );
const moved = (order: RefundOrderDocument, state: PayloadOf<typeof refundMoved>['state'], sequence: number, code = '') => ({
  messageId: newMessageId(),
  occurredAt: new Date(),
  payload: refundMoved.payload.parse({
    refundId: order._id,
    chargeId: order.chargeId,
    state,
    code,
    sequence,
    at: '2026-05-21T03:00:00.000Z',
  }),
});
const hear = (...messages: ReturnType<typeof moved>[]) => postRefundMoves(server.platform, org.scope, messages);
const orderNow = async ({ _id }: Pick<RefundOrderDocument, '_id'>) =>
  (await db().collection<RefundOrderDocument>('refund_orders').findOne({ _id }))!;
const tasks = async () =>
  (await db().collection<TaskDocument>('tasks').find({ orgId: org.scope.orgId }).sort({ _id: 1 }).toArray()).map(({ reason }) => reason);
const audited = async (subjectId: string) =>
  (await db().collection('audit_entries').find({ orgId: org.scope.orgId, subjectId }).sort({ _id: 1 }).toArray()).map(
    ({ action }) => action as string,
  );

describe('refunds through the provider', () => {
  it('provider case 28: pressed three times it is one refund; it is refunded only when the money is back, and the receipt falls', async () => {
    const { bill, notice, paymentId } = await paidOnline();
    const receipt = await issueReceipt(server.platform, org.owner, bill._id, undefined);
    const input = ask(paymentId, 4000);
    const orders = await Promise.all([request(input), request(input), request(input)]);
    expect(new Set(orders.map(({ _id }) => _id)).size).toBe(1);
    const order = orders[0]!;
    expect(await wanted()).toEqual([expect.objectContaining({ refundId: order._id, amount: 4000 })]);
    expect(await codeOf(request({ ...input, amount: PositiveYen.parse(5000) }))).toBe('IDEMPOTENCY_MISMATCH');
    await hear(moved(order, 'sent', 2));
    expect(await orderNow(order)).toMatchObject({ state: 'sent' });
    expect(await desk.payment(paymentId)).toMatchObject({ state: 'confirmed', reversed: 0 });
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'paid' });
    await takeBack(server, org, notice, { kind: 'partly_refunded', amount: PositiveYen.parse(4000) });
    await hear(moved(order, 'done', 3), moved(order, 'sent', 2), moved(order, 'unknown', 1));
    expect(await orderNow(order)).toMatchObject({ state: 'done', sequence: 3 });
    expect(await desk.payment(paymentId)).toMatchObject({ state: 'partly_refunded', reversed: 4000 });
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'partly_paid', allocated: 6000 });
    expect(
      await db()
        .collection('receipts')
        .findOne({ _id: receipt.receiptId as never }),
    ).toMatchObject({ voided: true });
    expect(await audited(order._id)).toEqual(['refund.request', 'refund.sent', 'refund.done']);
  });

  it('provider case 28: the sum of refunds is never above the payment, however many ask at once', async () => {
    const { paymentId } = await paidOnline();
    const codes = await Promise.all(Array.from({ length: 6 }, () => codeOf(request(ask(paymentId, 3000)))));
    const taken = codes.filter((code) => code === null).length;
    expect(taken).toBeGreaterThan(0);
    expect(taken).toBeLessThanOrEqual(3);
    for (let more = taken; more < 3; more += 1) await request(ask(paymentId, 3000));
    expect(await codeOf(request(ask(paymentId, 1001)))).toBe('REFUND_EXCEEDS_PAYMENT');
    expect((await refundOptions(server.platform, org.scope, paymentId)).available).toBe(1000);
    await request(ask(paymentId, 1000));
    expect((await wanted()).reduce((sum, { amount }) => sum + amount, 0)).toBe(10_000);
  });

  it('T28: of a refund that nobody answers for the office says what became of it, and above the limit somebody else as well', async () => {
    const { paymentId, notice } = await paidOnline();
    const order = await request(ask(paymentId, 4000));
    const say = (made: boolean, actor = org.owner, { _id: refundId } = order) =>
      sayRefund(server.platform, org.scope, actor, { refundId, made });
    server.payments.answers['charges.refundSaid'] = {};
    const said = () => server.payments.calls.filter(({ procedure }) => procedure === 'charges.refundSaid').map(({ input }) => input);
    await hear(moved(order, 'unknown', 2));
    expect(await codeOf(say(false))).toBe('INVALID_TRANSITION');
    await hear(moved(order, 'unknown', 3, 'no_answer'));
    expect(await codeOf(say(true))).toBe('REFUND_NOT_SEEN');
    await saveRefundSettings(server.platform, org.scope, org.owner, { approvalLimit: yen(3000), writeOffLimit: yen(1000) });
    await say(false);
    expect(await codeOf(say(false))).toBe('TASK_OWN_REQUEST');
    expect(said()).toEqual([]);
    await say(false, colleague);
    expect(said()).toEqual([{ refundId: order._id, made: false }]);
    await hear(moved(order, 'refused', 4, 'said_not_made'));
    expect(await tasks()).toEqual(['refund_unknown']);
    expect((await refundOptions(server.platform, org.scope, paymentId)).available).toBe(10_000);
    const again = await request(ask(paymentId, 3000));
    await hear(moved(again, 'unknown', 2, 'no_answer'));
    await takeBack(server, org, notice, { kind: 'partly_refunded', amount: PositiveYen.parse(3000) });
    await say(true, org.owner, again);
    expect(said().at(-1)).toEqual({ refundId: again._id, made: true });
    const asked = ['refund.request', 'refund.unknown', 'refund.deny_ask', 'refund.said_not_made', 'refund.refused'];
    expect(await audited(order._id)).toEqual(asked);
  });

  it('provider case 28: what was refused or came back is on the list of tasks, and can be asked for again', async () => {
    const { paymentId } = await paidOnline();
    const refused = await request(ask(paymentId, 10_000));
    await hear(moved(refused, 'unknown', 2));
    expect(await codeOf(request(ask(paymentId, 1)))).toBe('REFUND_EXCEEDS_PAYMENT');
    await hear(moved(refused, 'unknown', 3, 'no_answer'));
    await hear(moved(refused, 'refused', 4, 'charge_disputed'));
    expect(await tasks()).toEqual(['refund_unknown', 'refund_refused']);
    const again = await request(ask(paymentId, 10_000));
    await hear(moved(again, 'done', 2), moved(again, 'refused', 3, 'bounced'));
    expect(await orderNow(again)).toMatchObject({ state: 'refused', code: 'bounced' });
    expect(await tasks()).toEqual(['refund_unknown', 'refund_refused', 'refund_refused']);
  });

  it('only what the provider can: part of what it gives back whole, and money of another way, are refused', async () => {
    const { paymentId } = await paidOnline();
    server.payments.answers['charges.refundable'] = { way: 'full' };
    expect(await codeOf(request(ask(paymentId, 4000)))).toBe('REFUND_WAY_NOT_AVAILABLE');
    expect(await codeOf(request(ask(paymentId, 10_000)))).toBeNull();
    const memberId = await desk.newMember();
    const [bill] = await desk.billsFor(memberId, 5000);
    const cash = await recordOffline(server.platform, org.scope, org.owner, {
      billId: bill!._id,
      amount: PositiveYen.parse(5000),
      method: 'cash',
      receivedOn: jstDate('2026-05-12'),
      memo: '',
      idempotencyKey: randomUUID(),
    });
    expect(await codeOf(request(ask(cash, 5000)))).toBe('REFUND_WAY_NOT_AVAILABLE');
    delete server.payments.answers['charges.refundable'];
    const { paymentId: unreachable } = await paidOnline();
    expect(await codeOf(request(ask(unreachable, 5000)))).toBe('PROVIDER_UNAVAILABLE');
    expect((await refundOptions(server.platform, org.scope, unreachable)).provider).toBe('unknown');
    const other = await openOrganization(server);
    expect(await codeOf(requestRefund(server.platform, other.scope, other.owner, ask(unreachable, 1)))).toBe('NOT_FOUND');
  });
});

describe('refunds that need somebody else', () => {
  it('above the limit nothing moves before somebody else agrees; refunds of one payment count together', async () => {
    const { paymentId } = await paidOnline(150_000);
    const small = await request(ask(paymentId, 60_000));
    expect(small.state).toBe('approved');
    const large = await request(ask(paymentId, 60_000));
    expect(large.state).toBe('requested');
    expect(await wanted()).toHaveLength(1);
    const approve = (actor: UserActor) => approveRefund(server.platform, org.scope, actor, { refundId: large._id });
    expect(await codeOf(approve(org.owner))).toBe('REFUND_OWN_REQUEST');
    const codes = await Promise.all([codeOf(approve(colleague)), codeOf(approve(colleague))]);
    expect(codes.filter((code) => code === null)).toHaveLength(1);
    expect(await wanted()).toHaveLength(2);
    expect(await orderNow(large)).toMatchObject({ state: 'approved', approverName: '経理 花子' });
    expect(await codeOf(declineRefund(server.platform, org.scope, colleague, { refundId: large._id, note: 'x' }))).toBe(
      'INVALID_TRANSITION',
    );
  });

  it('the organisation sets the limit; a refund that is declined gives its sum free', async () => {
    await saveRefundSettings(server.platform, org.scope, org.owner, { approvalLimit: yen(5000), writeOffLimit: yen(1000) });
    const { paymentId } = await paidOnline();
    expect((await refundOptions(server.platform, org.scope, paymentId)).approvalLimit).toBe(5000);
    const order = await request(ask(paymentId, 10_000));
    expect(order.state).toBe('requested');
    expect(await codeOf(request(ask(paymentId, 1)))).toBe('REFUND_EXCEEDS_PAYMENT');
    await declineRefund(server.platform, org.scope, colleague, { refundId: order._id, note: '返金の対象ではない' });
    expect(await orderNow(order)).toMatchObject({ state: 'refused', code: 'declined' });
    expect((await refundOptions(server.platform, org.scope, paymentId)).available).toBe(10_000);
    expect(await wanted()).toEqual([]);
    expect(await audited(order._id)).toEqual(['refund.request', 'refund.decline']);
  });

  it('what was charged back meanwhile is not given back as well', async () => {
    const { paymentId, notice } = await paidOnline(120_000);
    const order = await request(ask(paymentId, 120_000));
    await takeBack(server, org, notice, { kind: 'charged_back' });
    expect(await codeOf(approveRefund(server.platform, org.scope, colleague, { refundId: order._id }))).toBe('PAYMENT_NOT_CONFIRMED');
  });
});

describe('refunds by bank transfer', () => {
  it('the account is sealed at rest, shown while it is to be transferred to, and the ledger moves when it was', async () => {
    const { bill, paymentId } = await paidOnline();
    const order = await request(ask(paymentId, 3000, { way: transfer }));
    expect(await wanted()).toEqual([]);
    const stored = JSON.stringify(await orderNow(order));
    for (const part of ['1234567', 'ﾀｶﾊｼ', 'みずほ']) expect(stored).not.toContain(part);
    const list = (actor: UserActor, view: 'open' | 'done' = 'open') =>
      listRefunds(server.platform, actor, { view, direction: 'next', size: 20 } as never);
    expect((await list(org.owner)).rows).toMatchObject([{ refundId: order._id, state: 'approved', way: 'transfer', bank }]);
    expect((await list({ ...colleague, permissions: ['payments.read'] })).rows).toMatchObject([{ bank: null }]);
    expect(
      await codeOf(transferRefund(server.platform, org.scope, org.owner, { refundId: order._id, transferredOn: jstDate('2026-05-21') })),
    ).toBe('INVALID_INPUT');
    const done = () => transferRefund(server.platform, org.scope, org.owner, { refundId: order._id, transferredOn: jstDate('2026-05-19') });
    const codes = await Promise.all([codeOf(done()), codeOf(done())]);
    expect(codes.filter((code) => code === null)).toHaveLength(1);
    expect(sumsOfPayment(await desk.payment(paymentId))).toEqual({ received: 10_000, allocated: 7000, unallocated: 0, reversed: 3000 });
    expect(await desk.payment(paymentId)).toMatchObject({
      state: 'confirmed',
      refunded: 3000,
      returns: [{ on: '2026-05-19', method: 'bank_transfer', amount: 3000 }],
    });
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'partly_paid' });
    expect((await list(org.owner)).rows).toEqual([]);
    expect((await list(org.owner, 'done')).rows).toMatchObject([{ refundId: order._id, state: 'done', bank: null }]);
    expect((await refundOptions(server.platform, org.scope, paymentId)).available).toBe(7000);
  });

  it('money that came by hand goes back by transfer, and says so', async () => {
    const memberId = await desk.newMember();
    const [bill] = await desk.billsFor(memberId, 5000);
    const paymentId = await recordOffline(server.platform, org.scope, org.owner, {
      billId: bill!._id,
      amount: PositiveYen.parse(5000),
      method: 'bank_transfer',
      receivedOn: jstDate('2026-05-12'),
      memo: '',
      idempotencyKey: randomUUID(),
    });
    const order = await request(ask(paymentId, 5000, { way: transfer }));
    await transferRefund(server.platform, org.scope, colleague, { refundId: order._id, transferredOn: jstDate('2026-05-20') });
    expect(await desk.payment(paymentId)).toMatchObject({ state: 'refunded', allocated: 0, reversed: 5000 });
    expect(await codeOf(request(ask(paymentId, 1, { way: transfer })))).toBe('PAYMENT_NOT_CONFIRMED');
  });
});

describe('disputes', () => {
  it('provider case 29: charged back the bill is open again and somebody is told; won, it is paid by the same money', async () => {
    const { bill, notice, paymentId } = await paidOnline();
    await takeBack(server, org, notice, { kind: 'charged_back' });
    expect(await desk.payment(paymentId)).toMatchObject({ state: 'charged_back', allocated: 0 });
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'unpaid' });
    expect(await tasks()).toEqual(['charged_back']);
    const { chargeId, paymentNumber } = notice.payload;
    await postSettled(server.platform, org.scope, [
      settled(bill, { chargeId, paymentNumber, provider: 'stripe', method: 'card', sequence: 4 }),
    ]);
    expect(await billNow(server, bill._id)).toMatchObject({ status: 'paid', allocated: 10_000 });
  });
});
