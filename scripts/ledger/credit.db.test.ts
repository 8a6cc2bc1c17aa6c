import { randomUUID } from 'node:crypto';
import type { UseCreditInput } from '@tsudoi/shared/contracts/payments/credit.contract';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { PositiveYen, PriceYen } from '@tsudoi/shared/kernel/yen';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type * as z from 'zod';
import { billNow, openBill, settled, takeBack } from '../../server/test/billing.factory.ts';
import { type TestOrganization, openOrganization } from '../../server/test/organization.factory.ts';
import { type TestServer, startTestServer } from '../../server/test/server.factory.ts';
import { creditsOf, useCredit, writeOff } from '../../server/src/modules/payments/credit.service.ts';
import { reversePayment } from '../../server/src/modules/payments/offline.service.ts';
import { postSettled } from '../../server/src/modules/payments/posting.service.ts';
import { recordSplit } from '../../server/src/modules/payments/split.service.ts';
import type { CheckResult } from './ledger.ts';
import { verifyLedger } from './verify.ts';

let server: TestServer;
let org: TestOrganization;
beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
  org = await openOrganization(server);
});
afterAll(() => server.close());

it('PAY-10, PAY-13, PAY-14: the books hold after every step of split, carried, returned and waived money, and of several bills in one charge', async () => {
  const { platform } = server;
  const broken: CheckResult[] = [];
  // The charge itself would stand with the payments-service, which has no part in this.
  const isOfServer = ({ name }: CheckResult) => name !== 'payment.charge';
  const verify = () =>
    verifyLedger(platform.databases, (result) => void (result.broken > 0 && isOfServer(result) && broken.push(result)), 1);
  const memberId = (await org.addMember())._id;
  const [first, second, third] = [
    await openBill(server, org, memberId, 10_000),
    await openBill(server, org, memberId, 8000),
    await openBill(server, org, memberId, 5000),
  ];
  const own = { method: 'bank_transfer' as const, receivedOn: jstDate('2026-05-12'), memo: '' };
  const split = await recordSplit(platform, org.scope, org.owner, {
    ...own,
    memberId,
    amount: PositiveYen.parse(20_000),
    lines: [
      { billId: first._id, amount: PositiveYen.parse(10_000) },
      { billId: second._id, amount: PositiveYen.parse(7500) },
    ],
    advance: PriceYen.parse(2500),
    idempotencyKey: randomUUID(),
  });
  await verify();
  const waived = { billId: second._id, reason: '振込手数料', idempotencyKey: randomUUID() };
  await writeOff(platform, org.scope, org.owner, waived);
  await verify();
  const use = async (amount: number, how: z.input<typeof UseCreditInput>['use']) => {
    const [credit] = (await creditsOf(platform, org.scope, memberId)).credits;
    const { paymentId, billId } = credit!;
    const asked = { paymentId, billId, amount, use: how, memo: '電話で確認', idempotencyKey: randomUUID() };
    await useCredit(platform, org.scope, org.owner, asked as never);
    await verify();
  };
  await use(1500, { kind: 'carry', billId: third._id });
  await use(600, { kind: 'refund', method: 'cash', refundedOn: jstDate('2026-05-19') });
  const [fourth, fifth] = [await openBill(server, org, memberId, 4000), await openBill(server, org, memberId, 3000)];
  const lines = [fourth, fifth].map(({ _id, amount }) => ({ payableId: _id, amount: PositiveYen.parse(amount) }));
  const notice = settled(fourth, { lines, amount: PositiveYen.parse(7000) });
  await postSettled(platform, org.scope, [notice]);
  await verify();
  await takeBack(server, org, notice, { kind: 'partly_refunded', amount: PositiveYen.parse(3500) });
  await verify();
  expect(await billNow(server, fifth._id)).toMatchObject({ status: 'unpaid', allocated: 0 });
  expect(await billNow(server, fourth._id)).toMatchObject({ status: 'partly_paid', allocated: 3500 });
  const again = await recordSplit(platform, org.scope, org.owner, {
    ...own,
    memberId,
    amount: PositiveYen.parse(500),
    lines: [{ billId: fourth._id, amount: PositiveYen.parse(500) }],
    advance: PriceYen.parse(0),
    idempotencyKey: randomUUID(),
  });
  await reversePayment(platform, org.scope, org.owner, { paymentId: again, reason: '誤入力', idempotencyKey: randomUUID() });
  await verify();
  expect(broken).toEqual([]);
  const payment = await platform.databases.server.collection('payments').findOne({ _id: split as never });
  expect(payment).toMatchObject({ received: 20_000, allocated: 19_000, unallocated: 400, reversed: 600 });
});
