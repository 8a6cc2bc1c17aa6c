import { randomUUID } from 'node:crypto';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { PositiveYen } from '@tsudoi/shared/kernel/yen';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordOffline, reversePayment } from '../src/modules/payments/offline.service.ts';
import { webhookDeliveries } from '../src/modules/webhooks/webhook-delivery.service.ts';
import { addWebhook } from '../src/modules/webhooks/webhook-endpoint.service.ts';
import { tellOfOverdue } from '../src/modules/webhooks/webhook-message.service.ts';
import { openBill } from './billing.factory.ts';
import { openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
});
afterAll(() => server.close());

test.each([
  ['long after its due day', '2026-07-20T03:00:00Z'],
  ['in the days after it', '2026-06-03T03:00:00Z'],
])('0040: a bill whose money goes back %s is told to be overdue, once for each time', async (_when, later) => {
  server.setNow('2026-05-20T03:00:00Z');
  const org = await openOrganization(server);
  const { platform } = server;
  const { webhook } = await addWebhook(platform, org.owner, { url: 'http://127.0.0.1:9/', label: '会計', events: ['bill.overdue'] });
  const { _id: billId } = await openBill(server, org, (await org.addMember())._id);
  await platform.databases.server.collection('bills').updateOne({ _id: billId as never }, { $set: { dueOn: '2026-05-31' } });
  const pay = () =>
    recordOffline(platform, org.scope, org.owner, {
      billId,
      amount: PositiveYen.parse(10_000),
      method: 'bank_transfer',
      receivedOn: jstDate('2026-05-19'),
      memo: '',
      idempotencyKey: randomUUID(),
    });
  const told = async () => {
    await tellOfOverdue(platform);
    await tellOfOverdue(platform);
    return (await webhookDeliveries(platform, org.scope, { webhookEndpointId: webhook.webhookEndpointId })).rows.map(({ type }) => type);
  };
  const first = await pay();
  server.setNow(later);
  expect(await told()).toEqual([]);
  await reversePayment(platform, org.scope, org.owner, { paymentId: first, reason: '誤入力', idempotencyKey: randomUUID() });
  expect(await told()).toEqual(['bill.overdue']);
  // Written for another reason since: the version that it was told by is not its own any more.
  await platform.databases.server.collection('bills').updateOne({ _id: billId as never }, { $inc: { version: 2 } });
  expect(await told()).toEqual(['bill.overdue']);
  const second = await pay();
  expect(await told()).toEqual(['bill.overdue']);
  await reversePayment(platform, org.scope, org.owner, { paymentId: second, reason: '誤入力', idempotencyKey: randomUUID() });
  expect(await told()).toEqual(['bill.overdue', 'bill.overdue']);
});
