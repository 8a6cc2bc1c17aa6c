import { randomUUID } from 'node:crypto';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { PositiveYen } from '@tsudoi/shared/kernel/yen';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openBill, payBill, takeBack } from '../../../test/billing.factory.ts';
import { openOrganization } from '../../../test/organization.factory.ts';
import { type TestServer, startTestServer } from '../../../test/server.factory.ts';
import { creditsOf, useCredit } from './credit.service.ts';
import type { PaymentDocument } from './payment.repository.ts';
import { migrations } from './payments.migration.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
});
afterAll(() => server.close());

it('PAY-10: every yen that goes back has its day and its way, the office’s own day where the office gave it back; older rows are dated once', async () => {
  const { platform } = server;
  const org = await openOrganization(server);
  const payments = platform.databases.server.collection<PaymentDocument>('payments');
  const bill = await openBill(server, org, (await org.addMember())._id, 8000);
  const notice = await payBill(server, org, bill, { amount: PositiveYen.parse(10_000) });
  const [credit] = (await creditsOf(platform, org.scope, bill.memberId)).credits;
  await useCredit(platform, org.scope, org.owner, {
    paymentId: credit!.paymentId,
    billId: credit!.billId,
    amount: PositiveYen.parse(1500),
    use: { kind: 'refund', method: 'bank_transfer', refundedOn: jstDate('2026-05-18') },
    memo: '',
    idempotencyKey: randomUUID(),
  });
  server.setNow('2026-05-25T03:00:00Z');
  await takeBack(server, org, notice, { kind: 'partly_refunded', amount: PositiveYen.parse(3000) });
  const payment = (await payments.findOne({ _id: credit!.paymentId }))!;
  expect(payment.returns?.map(({ on, amount, method }) => [on, amount, method])).toEqual([
    ['2026-05-18', 1500, 'bank_transfer'],
    ['2026-05-25', 3000, 'konbini'],
  ]);
  expect(payment.reversed).toBe(4500);
  await payments.updateOne({ _id: payment._id }, { $unset: { returns: 1 } });
  const dated = migrations.find(({ id }) => id === '2026-11-26-dated-returns')!;
  await dated.run(platform.databases.server);
  await dated.run(platform.databases.server);
  expect((await payments.findOne({ _id: payment._id }))!.returns).toMatchObject([{ on: '2026-05-25', amount: 4500, method: 'konbini' }]);
});
