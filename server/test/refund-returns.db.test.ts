import { randomUUID } from 'node:crypto';
import type { WebhookEvent } from '@tsudoi/shared/contracts/webhooks/webhook.contract';
import { type BillId, type MemberId, type PaymentId, newUserId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { PositiveYen, yen } from '@tsudoi/shared/kernel/yen';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { creditsOf } from '../src/modules/payments/credit.service.ts';
import { recordOffline } from '../src/modules/payments/offline.service.ts';
import { repeatRefund, returnRefund } from '../src/modules/payments/refund-return.service.ts';
import {
  approveRefund,
  declineRefund,
  refundOptions,
  requestRefund,
  saveRefundSettings,
  transferRefund,
} from '../src/modules/payments/refund.service.ts';
import { listRefunds } from '../src/modules/payments/refund.view.ts';
import type { RefundOrderDocument } from '../src/modules/payments/refund.repository.ts';
import { webhookDeliveries } from '../src/modules/webhooks/webhook-delivery.service.ts';
import { addWebhook } from '../src/modules/webhooks/webhook-endpoint.service.ts';
import type { UserActor } from '../src/platform/actor.ts';
import { billNow, codeOf, takeBack } from './billing.factory.ts';
import { moneyDesk, sumsOfPayment } from './money.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { ask, bank, paidByCard } from './refund.factory.ts';
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
});
afterAll(() => server.close());

const db = () => server.platform.databases.server;
const transfer = { kind: 'transfer', bank } as const;
const byHand = { kind: 'refund', method: 'bank_transfer', refundedOn: jstDate('2026-05-19') } as const;
const request = (input: Parameters<typeof requestRefund>[3]) => requestRefund(server.platform, org.scope, org.owner, input);
const paidOnline = (amount?: number) => paidByCard({ server, org }, desk, amount);
const orderNow = async ({ _id }: Pick<RefundOrderDocument, '_id'>) =>
  (await db().collection<RefundOrderDocument>('refund_orders').findOne({ _id }))!;
const audited = async (subjectId: string) =>
  (await db().collection('audit_entries').find({ orgId: org.scope.orgId, subjectId }).sort({ _id: 1 }).toArray()).map(
    ({ action }) => action as string,
  );

describe('a transfer that came back (組戻し)', () => {
  const transferred = async (amount = 5000) => {
    const { paymentId } = await paidOnline(amount);
    const order = await request(ask(paymentId, amount, { way: transfer }));
    if (order.state === 'requested') await approveRefund(server.platform, org.scope, colleague, { refundId: order._id });
    await transferRefund(server.platform, org.scope, org.owner, { refundId: order._id, transferredOn: jstDate('2026-05-18') });
    return { paymentId, refundId: order._id, order };
  };
  const comeBack = (refundId: RefundOrderDocument['_id'], returnedOn = '2026-05-20') =>
    returnRefund(server.platform, org.scope, org.owner, { refundId, returnedOn: jstDate(returnedOn), reason: '名義相違' });
  const repeat = (refundId: RefundOrderDocument['_id'], given: object = {}, actor: UserActor = org.owner) =>
    repeatRefund(server.platform, org.scope, actor, { refundId, bank: { ...bank, ...given } });

  it('is written down once: the money lies on no bill again, what was transferred stays in the records, and it is paid to another account', async () => {
    const { paymentId, refundId, order } = await transferred();
    expect(await codeOf(comeBack(refundId, '2026-05-21'))).toBe('INVALID_INPUT');
    expect(await codeOf(comeBack(refundId, '2026-05-17'))).toBe('INVALID_INPUT');
    const codes = await Promise.all([codeOf(comeBack(refundId)), codeOf(comeBack(refundId))]);
    expect(codes.filter((code) => code === null)).toHaveLength(1);
    expect(sumsOfPayment(await desk.payment(paymentId))).toEqual({ received: 5000, allocated: 0, unallocated: 5000, reversed: 0 });
    const [row] = (await listRefunds(server.platform, org.owner, { view: 'open', direction: 'next', size: 20 } as never)).rows;
    expect(row).toMatchObject({ refundId, state: 'returned', cameBack: { on: '2026-05-20', reason: '名義相違' }, bank });
    // It is still owed to the member: nobody asks for it a second time.
    expect((await refundOptions(server.platform, org.scope, paymentId)).available).toBe(0);
    expect(await repeat(refundId, { number: '7654321' })).toMatchObject({ state: 'approved' });
    expect(await codeOf(repeat(refundId))).toBe('INVALID_TRANSITION');
    await transferRefund(server.platform, org.scope, org.owner, { refundId, transferredOn: jstDate('2026-05-20') });
    expect(await desk.payment(paymentId)).toMatchObject({
      reversed: 5000,
      refunded: 5000,
      returns: [
        { on: '2026-05-18', amount: 5000 },
        { on: '2026-05-20', amount: -5000 },
        { on: '2026-05-20', amount: 5000 },
      ],
    });
    const stored = await orderNow(order);
    expect(stored).toMatchObject({ state: 'done', cameBack: [{ transferredOn: '2026-05-18', returnedOn: '2026-05-20' }] });
    expect(JSON.stringify(stored)).not.toMatch(/1234567|7654321/);
    expect(await audited(refundId)).toEqual(['refund.request', 'refund.transfer', 'refund.return', 'refund.repeat', 'refund.transfer']);
  });

  it('above the limit another account needs somebody else again, the same account does not; each is told once for each time', async () => {
    await saveRefundSettings(server.platform, org.scope, org.owner, { approvalLimit: yen(1000), writeOffLimit: yen(1000) });
    const { refundId } = await transferred();
    await comeBack(refundId);
    expect(await repeat(refundId)).toMatchObject({ state: 'approved', approverName: '経理 花子' });
    await transferRefund(server.platform, org.scope, org.owner, { refundId, transferredOn: jstDate('2026-05-20') });
    await comeBack(refundId);
    expect(await repeat(refundId, { holder: 'タカハシ ハナコ' }, colleague)).toMatchObject({ state: 'requested', approverName: '' });
    expect(await codeOf(approveRefund(server.platform, org.scope, colleague, { refundId }))).toBe('REFUND_OWN_REQUEST');
    expect(await approveRefund(server.platform, org.scope, org.owner, { refundId })).toMatchObject({ state: 'approved' });
  });

  it('0036: whoever has to agree sees the account, when it is asked for and when it is another one; who only reads does not', async () => {
    await saveRefundSettings(server.platform, org.scope, org.owner, { approvalLimit: yen(1000), writeOffLimit: yen(1000) });
    const shown = async (actor: UserActor) => {
      const { rows } = await listRefunds(server.platform, actor, { view: 'open', direction: 'next', size: 20 } as never);
      return rows.map((row) => [row.state, row.bank]);
    };
    const reader: UserActor = { ...colleague, permissions: ['payments.read'] };
    const { paymentId } = await paidOnline(5000);
    const { _id: refundId } = await request(ask(paymentId, 5000, { way: transfer }));
    expect([await shown(colleague), await shown(reader)]).toEqual([[['requested', bank]], [['requested', null]]]);
    await approveRefund(server.platform, org.scope, colleague, { refundId });
    await transferRefund(server.platform, org.scope, org.owner, { refundId, transferredOn: jstDate('2026-05-18') });
    await comeBack(refundId);
    const other = { ...bank, number: '7654321', holder: 'タカハシ ハナコ' };
    await repeat(refundId, other);
    expect([await shown(colleague), await shown(reader)]).toEqual([[['requested', other]], [['requested', null]]]);
    await declineRefund(server.platform, org.scope, colleague, { refundId, note: '名義が違う' });
    const { rows } = await listRefunds(server.platform, org.owner, { view: 'done', direction: 'next', size: 20 } as never);
    expect(rows).toMatchObject([{ state: 'refused', bank: null }]);
  });

  it('declined, it stays a credit of the member; charged back meanwhile, it is paid to nobody', async () => {
    const kept = await transferred();
    await comeBack(kept.refundId);
    // It is owed to the member: nobody else may use it before somebody has declined.
    const giveBack = () => codeOf(desk.use({ paymentId: kept.paymentId, amount: 1, use: byHand }));
    expect(await giveBack()).toBe('CREDIT_EXCEEDED');
    await declineRefund(server.platform, org.scope, org.owner, { refundId: kept.refundId, note: '翌年度の会費に充てる' });
    expect(sumsOfPayment(await desk.payment(kept.paymentId))).toMatchObject({ unallocated: 5000, reversed: 0 });
    expect((await refundOptions(server.platform, org.scope, kept.paymentId)).available).toBe(5000);
    expect(await giveBack()).toBeNull();
    const { paymentId, notice } = await paidOnline();
    const order = await request(ask(paymentId, 4000, { way: transfer }));
    await transferRefund(server.platform, org.scope, org.owner, { refundId: order._id, transferredOn: jstDate('2026-05-18') });
    await comeBack(order._id);
    await takeBack(server, org, notice, { kind: 'charged_back' });
    expect(await codeOf(repeat(order._id))).toBe('PAYMENT_NOT_CONFIRMED');
    const gone = await transferred();
    const other = await openOrganization(server);
    const input = { refundId: gone.refundId, returnedOn: jstDate('2026-05-20'), reason: 'x' };
    expect(await codeOf(returnRefund(server.platform, other.scope, other.owner, input))).toBe('NOT_FOUND');
  });

  it('T1: with a system that is told of refunds, each transfer of the same sum is told once and none is refused', async () => {
    const events: WebhookEvent[] = ['payment.refunded'];
    const { webhook } = await addWebhook(server.platform, org.owner, { url: 'https://books.example.jp/', label: '', events });
    const { paymentId, refundId } = await transferred();
    await comeBack(refundId);
    await repeat(refundId);
    await transferRefund(server.platform, org.scope, org.owner, { refundId, transferredOn: jstDate('2026-05-20') });
    await comeBack(refundId);
    await declineRefund(server.platform, org.scope, org.owner, { refundId, note: '別の口座へ' });
    const other = await request(ask(paymentId, 5000, { way: transfer }));
    await transferRefund(server.platform, org.scope, org.owner, { refundId: other._id, transferredOn: jstDate('2026-05-20') });
    expect(sumsOfPayment(await desk.payment(paymentId))).toMatchObject({ unallocated: 0, reversed: 5000 });
    const { rows } = await webhookDeliveries(server.platform, org.scope, { webhookEndpointId: webhook.webhookEndpointId });
    expect(rows.map(({ type }) => type)).toEqual(['payment.refunded', 'payment.refunded', 'payment.refunded']);
    expect(new Set(rows.map(({ messageId }) => messageId)).size).toBe(3);
  });

  it('money that came by hand is confirmed again when all of its refund came back', async () => {
    const [bill] = await desk.billsFor(await desk.newMember(), 5000);
    const received = { method: 'cash' as const, receivedOn: jstDate('2026-05-12'), memo: '', idempotencyKey: randomUUID() };
    const amount = PositiveYen.parse(5000);
    const paymentId = await recordOffline(server.platform, org.scope, org.owner, { billId: bill!._id, amount, ...received });
    const order = await request(ask(paymentId, 5000, { way: transfer }));
    await transferRefund(server.platform, org.scope, org.owner, { refundId: order._id, transferredOn: jstDate('2026-05-18') });
    await comeBack(order._id);
    expect(await desk.payment(paymentId)).toMatchObject({ state: 'confirmed', unallocated: 5000, reversed: 0, refunded: 0 });
  });
});

describe('money that is too much', () => {
  const record = (billId: BillId, amount: number) =>
    recordOffline(server.platform, org.scope, org.owner, {
      billId,
      amount: PositiveYen.parse(amount),
      method: 'bank_transfer',
      receivedOn: jstDate('2026-05-12'),
      memo: '',
      idempotencyKey: randomUUID(),
    });
  const credits = async (memberId: MemberId) =>
    (await creditsOf(server.platform, org.scope, memberId)).credits.map(({ paymentId, amount, promised }) => [paymentId, amount, promised]);

  it('PAY-10: promised to a refund it is used by nobody else, whichever payment the refund is of', async () => {
    const memberId = await desk.newMember();
    const [bill, next] = (await desk.billsFor(memberId, 10_000, 10_000)).map(({ _id }) => _id);
    const [first, second] = [await record(bill!, 10_000), await record(bill!, 10_000)];
    const order = await request(ask(first, 4000, { way: transfer }));
    expect(await credits(memberId)).toEqual([[second, 6000, 4000]]);
    const use = (paymentId: PaymentId, amount: number, how: Parameters<typeof desk.use>[0]['use']) =>
      codeOf(desk.use({ paymentId, billId: bill!, amount, use: how }));
    for (const how of [byHand, { kind: 'keep' }, { kind: 'carry', billId: next! }] as const)
      expect([await use(second, 6001, how), await use(first, 6001, how)]).toEqual(['CREDIT_EXCEEDED', 'CREDIT_EXCEEDED']);
    expect(await use(second, 6000, { kind: 'carry', billId: next! })).toBeNull();
    expect(await credits(memberId)).toEqual([[second, 0, 4000]]);
    await transferRefund(server.platform, org.scope, org.owner, { refundId: order._id, transferredOn: jstDate('2026-05-20') });
    expect([await billNow(server, bill!), await billNow(server, next!)]).toMatchObject([
      { status: 'paid', allocated: 10_000 },
      { status: 'partly_paid', allocated: 6000 },
    ]);
    expect(await credits(memberId)).toEqual([]);
  });

  it('PAY-10: above the limit it is not given back by one person alone, in parts or with refunds that were asked for before', async () => {
    const memberId = await desk.newMember();
    const [bill] = (await desk.billsFor(memberId, 10_000)).map(({ _id }) => _id);
    const paymentId = await record(bill!, 310_000);
    const giveBack = (amount: number) => codeOf(desk.use({ paymentId, billId: bill!, amount, use: byHand }));
    expect([await giveBack(100_001), await giveBack(60_000), await giveBack(40_001)]).toEqual([
      'REFUND_NEEDS_APPROVAL',
      null,
      'REFUND_NEEDS_APPROVAL',
    ]);
    expect((await refundOptions(server.platform, org.scope, paymentId)).before).toBe(60_000);
    expect(await request(ask(paymentId, 40_001, { way: transfer }))).toMatchObject({ state: 'requested' });
    expect(await giveBack(1)).toBe('REFUND_NEEDS_APPROVAL');
    const {
      credits: [row],
      approvalLimit,
    } = await creditsOf(server.platform, org.scope, memberId);
    expect([row?.amount, row?.promised, row?.before, approvalLimit]).toEqual([199_999, 40_001, 100_001, 100_000]);
    // To keep or carry it needs nobody else: it stays with the organisation.
    expect(await codeOf(desk.use({ paymentId, billId: bill!, amount: 199_999, use: { kind: 'keep' } }))).toBeNull();
  });
});
