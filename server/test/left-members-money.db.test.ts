import { PositiveYen } from '@tsudoi/shared/kernel/yen';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cancelTogether } from '../src/modules/billing/bill-cancel.service.ts';
import { changeMemberStatus } from '../src/modules/members/member-status.service.ts';
import { creditsOf } from '../src/modules/payments/credit.service.ts';
import { requestRefund, transferRefund } from '../src/modules/payments/refund.service.ts';
import { billNow, payBill } from './billing.factory.ts';
import { moneyDesk, sumsOfPayment } from './money.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { ask, bank } from './refund.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let org: TestOrganization;
let desk: ReturnType<typeof moneyDesk>;
beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
});
beforeEach(async () => {
  org = await openOrganization(server);
  desk = moneyDesk({ server, org });
});
afterAll(() => server.close());

const leaves = (memberId: MemberId) =>
  changeMemberStatus(server.platform, org.owner, {
    memberId,
    status: 'withdrawn',
    effectiveOn: jstDate('2026-05-15'),
    reason: '転居のため',
    nextSteps: [],
  });
const tasksOf = async (memberId: MemberId) =>
  (await server.platform.databases.server.collection('tasks').find({ orgId: org.scope.orgId, memberId }).toArray()).map(
    ({ kind, reason, received }) => [kind, reason, received],
  );
const creditOf = async (memberId: MemberId) =>
  (await creditsOf(server.platform, org.scope, memberId)).credits.reduce((sum, { amount }) => sum + amount, 0);

describe('provider case 10: a number is paid after its member has left', () => {
  it('and its bill was cancelled for that: the money is theirs and on no bill, once; the office has a task, and transfers it back', async () => {
    const memberId = await desk.newMember();
    const [bill] = await desk.billsFor(memberId, 10_000);
    await leaves(memberId);
    await cancelTogether(server.platform, org.scope, org.owner, [bill!._id], '退会のため');
    const notice = await payBill(server, org, bill!, { method: 'konbini', paidAt: '2026-05-18T03:04:05.000Z' });
    await payBill(server, org, bill!, notice.payload);
    const payment = await desk.paymentOf(notice.payload.chargeId);
    expect(payment).toMatchObject({ memberId, state: 'confirmed', paymentNumber: notice.payload.paymentNumber });
    expect(sumsOfPayment(payment)).toEqual({ received: 10_000, allocated: 0, unallocated: 10_000, reversed: 0 });
    expect(await server.platform.databases.server.collection('payments').countDocuments({ orgId: org.scope.orgId })).toBe(1);
    expect(await billNow(server, bill!._id)).toMatchObject({ status: 'cancelled', allocated: 0 });
    expect(await tasksOf(memberId)).toEqual([['late_money', 'bill_cancelled', 10_000]]);
    expect(await creditOf(memberId)).toBe(10_000);

    const order = await requestRefund(server.platform, org.scope, org.owner, ask(payment._id, 10_000, { way: { kind: 'transfer', bank } }));
    await transferRefund(server.platform, org.scope, org.owner, { refundId: order._id, transferredOn: jstDate('2026-05-20') });
    const back = await desk.payment(payment._id);
    expect(sumsOfPayment(back)).toEqual({ received: 10_000, allocated: 0, unallocated: 0, reversed: 10_000 });
    expect(back).toMatchObject({ returns: [{ on: '2026-05-20', method: 'bank_transfer', amount: 10_000 }] });
    expect(await creditOf(memberId)).toBe(0);
  });

  it('and only a part of what was paid still fits: what is owed is settled, the rest is theirs', async () => {
    const memberId = await desk.newMember();
    const [owed, cancelled] = await desk.billsFor(memberId, 4000, 6000);
    await leaves(memberId);
    await cancelTogether(server.platform, org.scope, org.owner, [cancelled!._id], '退会のため');
    // What they still owed when they left stays owed (domain.md 3.2), and money for it settles it (3.8, provider case 9).
    const lines = [owed!, cancelled!].map(({ _id, amount }) => ({ payableId: _id, amount: PositiveYen.parse(amount) }));
    const notice = await payBill(server, org, owed!, { lines, amount: PositiveYen.parse(10_000), paidAt: '2026-05-18T03:04:05.000Z' });
    expect(sumsOfPayment(await desk.paymentOf(notice.payload.chargeId))).toMatchObject({ allocated: 4000, unallocated: 6000 });
    expect(await billNow(server, owed!._id)).toMatchObject({ status: 'paid', allocated: 4000 });
    expect(await tasksOf(memberId)).toEqual([['late_money', 'bill_cancelled', 6000]]);
    expect(await creditOf(memberId)).toBe(6000);
  });
});
