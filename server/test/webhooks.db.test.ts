import { randomUUID } from 'node:crypto';
import { type IncomingHttpHeaders, type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BillId, PaymentId, WebhookEndpointId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { PositiveYen } from '@tsudoi/shared/kernel/yen';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { WebhookEvent } from '@tsudoi/shared/contracts/webhooks/webhook.contract';
import { recordOffline, reversePayment } from '../src/modules/payments/offline.service.ts';
import { postSettled } from '../src/modules/payments/posting.service.ts';
import type { WebhookDeliveryDocument } from '../src/modules/webhooks/webhook-delivery.repository.ts';
import {
  pingWebhook,
  replayFailedWebhooks,
  replayWebhook,
  webhookDeliveries,
  webhookDelivery,
} from '../src/modules/webhooks/webhook-delivery.service.ts';
import {
  addWebhook,
  removeWebhook,
  rotateWebhookSecret,
  updateWebhook,
  webhook,
  webhooks,
} from '../src/modules/webhooks/webhook-endpoint.service.ts';
import { tellOfOverdue } from '../src/modules/webhooks/webhook-message.service.ts';
import { startWebhookSender } from '../src/modules/webhooks/webhook-sender.service.ts';
import { codeOf, openBill, settled } from './billing.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let server: TestServer;
let org: TestOrganization;
let receiver: Server;
let url: string;
const received: Received[] = [];
let answer: (place: number) => number = () => 204;

beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const status = answer(received.length);
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
      response.writeHead(status, status === 302 ? { location: `${url}/elsewhere` } : {}).end();
    });
  });
  await new Promise<void>((resolve) => {
    receiver.listen(0, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/tsudoi`;
});
afterAll(async () => {
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
  await server.close();
});
afterEach(async () => {
  // The sender works for every organisation: what is still on its way is not the next test's.
  await rows().deleteMany({});
  received.length = 0;
  answer = () => 204;
  server.setNow('2026-05-20T03:00:00Z');
});

const rows = () => server.platform.databases.server.collection<WebhookDeliveryDocument>('webhook_deliveries');
const fresh = async (events: readonly WebhookEvent[] = ['bill.paid', 'bill.overdue', 'payment.refunded']) => {
  org = await openOrganization(server);
  return addWebhook(server.platform, org.owner, { url, label: '会計', events: [...events] });
};
const bill = async () => (await openBill(server, org, (await org.addMember())._id))._id;
const pay = (billId: BillId, amount: number) =>
  recordOffline(server.platform, org.scope, org.owner, {
    billId,
    amount: PositiveYen.parse(amount),
    method: 'bank_transfer',
    receivedOn: jstDate('2026-05-12'),
    memo: '',
    idempotencyKey: randomUUID(),
  });
const takeBack = (paymentId: PaymentId) =>
  reversePayment(server.platform, org.scope, org.owner, { paymentId, reason: '誤入力', idempotencyKey: randomUUID() });
/** Sends what is due, as the sender of a running server does. */
async function sendDue(): Promise<void> {
  const sender = startWebhookSender(server.platform);
  await sender.drain();
  await sender.stop();
}
const makeDue = () => rows().updateMany({ orgId: org.scope.orgId, state: 'waiting' }, { $set: { nextAt: new Date(0) } });
const list = (webhookEndpointId: WebhookEndpointId) => webhookDeliveries(server.platform, org.scope, { webhookEndpointId });
const read = ({ body }: Received) => JSON.parse(body) as { type: string; data: Record<string, Record<string, unknown>> };

describe('another system is told of money', () => {
  test('T1: paid and refunded, each once, signed so that the receiver’s own library says yes, and to no letter changed', async () => {
    const library = new Webhook((await fresh()).secret);
    const billId = await bill();
    await pay(billId, 4000);
    const second = await pay(billId, 6000);
    await sendDue();
    expect(received.map(read)).toMatchObject([
      { type: 'bill.paid', data: { bill: { id: billId, amount: 10_000, paid: 10_000, outstanding: 0 } } },
    ]);
    await takeBack(second);
    await sendDue();
    expect(received.map(read)[1]).toMatchObject({
      type: 'payment.refunded',
      data: { payment: { id: second, received: 6000, refunded: 6000, refundedNow: 6000, reason: 'reversal' } },
    });
    for (const { headers, body } of received as (Received & { headers: Record<string, string> })[]) {
      expect(() => library.verify(body, headers)).not.toThrow();
      const flips = (text: string) => [...text].map((letter, at) => text.slice(0, at) + (letter === '1' ? '2' : '1') + text.slice(at + 1));
      for (const text of flips(body)) expect(() => library.verify(text, headers), text).toThrow();
      for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature'])
        for (const text of flips(headers[name]!)) expect(() => library.verify(body, { ...headers, [name]: text })).toThrow();
    }
    // Nothing of the person but what the office's own lists are kept by; ids, whose letters are drawn, may spell any of it.
    expect(received.map((one) => one.body.replace(/_\w{26}/g, '')).join()).not.toMatch(/memberName|kana|mail|address|phone|山田|ヤマダ/i);
  });

  test('money that may still be withdrawn is told of once it is final, and a notice that comes again tells nothing', async () => {
    const { webhook: endpoint } = await fresh();
    const owed = await openBill(server, org, (await org.addMember())._id);
    const provisional = settled(owed, { state: 'provisional' });
    await postSettled(server.platform, org.scope, [provisional]);
    expect((await list(endpoint.webhookEndpointId)).rows).toEqual([]);
    const final = settled(owed, { ...provisional.payload, state: 'final', sequence: provisional.payload.sequence + 1 });
    await postSettled(server.platform, org.scope, [final]);
    await postSettled(server.platform, org.scope, [final]);
    expect((await list(endpoint.webhookEndpointId)).rows).toMatchObject([{ type: 'bill.paid', state: 'waiting' }]);
  });

  test('overdue on the day after, once, from the day on which the system was added', async () => {
    const { webhook: endpoint } = await fresh(['bill.overdue']);
    const due = async (dueOn: string) => {
      const billId = await bill();
      await server.platform.databases.server.collection('bills').updateOne({ _id: billId as never }, { $set: { dueOn } });
      return billId;
    };
    const [old, today] = [await due('2026-05-19'), await due('2026-05-20')];
    await tellOfOverdue(server.platform);
    expect((await list(endpoint.webhookEndpointId)).rows).toEqual([]);
    server.setNow('2026-05-20T15:00:00Z');
    await Promise.all([tellOfOverdue(server.platform), tellOfOverdue(server.platform)]);
    await tellOfOverdue(server.platform);
    await sendDue();
    expect(received.map(read)).toMatchObject([{ type: 'bill.overdue', data: { bill: { id: today, outstanding: 10_000 } } }]);
    expect(old).not.toBe(today);
  });

  test('only what was asked for, and nothing when it is switched off', async () => {
    const { webhook: endpoint } = await fresh(['payment.refunded']);
    await pay(await bill(), 10_000);
    expect((await list(endpoint.webhookEndpointId)).rows).toEqual([]);
    const { webhookEndpointId, version } = endpoint;
    await updateWebhook(server.platform, org.owner, { webhookEndpointId, url, label: '', events: ['bill.paid'], isOn: false, version });
    await pay(await bill(), 10_000);
    expect((await list(webhookEndpointId)).rows).toEqual([]);
    expect(await codeOf(replayFailedWebhooks(server.platform, org.owner, webhookEndpointId))).toBe('WEBHOOK_OFF');
  });
});

describe('a receiver that fails', () => {
  test('is tried again under the same id, and by hand as often as one likes', async () => {
    const { webhook: endpoint } = await fresh();
    answer = (place) => [500, 302, 204][place] ?? 204;
    await pay(await bill(), 10_000);
    await sendDue();
    const [row] = (await list(endpoint.webhookEndpointId)).rows;
    expect(row).toMatchObject({ state: 'waiting', tries: 1, lastStatus: 500 });
    await sendDue();
    expect(received).toHaveLength(1);
    await makeDue();
    await sendDue();
    expect(received).toHaveLength(2);
    await makeDue();
    await sendDue();
    expect((await list(endpoint.webhookEndpointId)).rows).toMatchObject([{ state: 'delivered', tries: 3, nextAt: null }]);
    await replayWebhook(server.platform, org.owner, row!.webhookDeliveryId);
    await sendDue();
    expect(new Set(received.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([row!.messageId]));
    expect(received).toHaveLength(4);
    expect(await webhookDelivery(server.platform, org.scope, row!.webhookDeliveryId)).toMatchObject({
      attempts: [{ status: 500 }, { status: 302 }, { status: 204 }, { status: 204 }],
    });
  });

  test('is given up on after ten tries, and all of it is sent again at once', async () => {
    const { webhook: endpoint } = await fresh();
    answer = () => 503;
    await pay(await bill(), 10_000);
    await pay(await bill(), 10_000);
    for (let tries = 0; tries < 10; tries += 1) {
      await makeDue();
      await sendDue();
    }
    await makeDue();
    await sendDue();
    expect(received).toHaveLength(20);
    expect(await list(endpoint.webhookEndpointId)).toMatchObject({ failed: 2, rows: [{ state: 'failed' }, { state: 'failed' }] });
    answer = () => 200;
    expect(await replayFailedWebhooks(server.platform, org.owner, endpoint.webhookEndpointId)).toEqual({ replayed: 2 });
    await sendDue();
    expect(await list(endpoint.webhookEndpointId)).toMatchObject({ failed: 0, rows: [{ state: 'delivered' }, { state: 'delivered' }] });
    expect(await webhook(server.platform, org.scope, endpoint.webhookEndpointId)).toMatchObject({ failingSince: null });
  });

  test('is switched off after five days, or when it says that it is gone, and the office is written to once', async () => {
    const mails = () =>
      server.platform.databases.server.collection('mails').countDocuments({ orgId: org.scope.orgId, purpose: 'webhook_failing' });
    const { webhook: endpoint } = await fresh();
    const { webhookEndpointId } = endpoint;
    const keeper = { email: 'owner@office.example', role: 'owner', familyName: '高橋', givenName: '実', verifiedAt: new Date() };
    await server.platform.databases.server
      .collection('org_users')
      .insertOne({ _id: org.owner.userId as never, orgId: org.scope.orgId, permissions: null, ...keeper });
    answer = () => 500;
    await pay(await bill(), 10_000);
    await sendDue();
    expect(await mails()).toBe(0);
    const longAgo = new Date(Date.now() - 5 * 86_400_000);
    await server.platform.databases.server
      .collection('webhook_endpoints')
      .updateOne({ _id: webhookEndpointId as never }, { $set: { failingSince: longAgo } });
    await makeDue();
    await sendDue();
    expect(await webhook(server.platform, org.scope, webhookEndpointId)).toMatchObject({ state: 'failing' });
    expect(await mails()).toBe(1);
    await makeDue();
    await sendDue();
    expect(received).toHaveLength(2);
    const { version } = await webhook(server.platform, org.scope, webhookEndpointId);
    const on = { webhookEndpointId, url, label: '', events: ['bill.paid' as const], isOn: true, version };
    expect(await updateWebhook(server.platform, org.owner, on)).toMatchObject({ state: 'on', failingSince: null });
    answer = () => 410;
    await pay(await bill(), 10_000);
    await sendDue();
    expect(await webhook(server.platform, org.scope, webhookEndpointId)).toMatchObject({ state: 'failing' });
  });

  test('a sender that died with a message loses nothing', async () => {
    const { webhook: endpoint } = await fresh();
    await pay(await bill(), 10_000);
    await rows().updateMany(
      { orgId: org.scope.orgId },
      { $set: { state: 'sending', claim: 'dead', leaseUntil: new Date(Date.now() - 1) } },
    );
    await Promise.all([sendDue(), sendDue()]);
    expect(received).toHaveLength(1);
    expect((await list(endpoint.webhookEndpointId)).rows).toMatchObject([{ state: 'delivered' }]);
  });
});

describe('the secret', () => {
  test('is changed over a day, in which both sign; a trial shows it', async () => {
    const { webhook: endpoint, secret } = await fresh();
    const { secret: next } = await rotateWebhookSecret(server.platform, org.owner, endpoint.webhookEndpointId);
    await pingWebhook(server.platform, org.owner, endpoint.webhookEndpointId);
    await sendDue();
    const [{ headers, body }] = received as [Received];
    for (const key of [secret, next]) expect(() => new Webhook(key).verify(body, headers as Record<string, string>)).not.toThrow();
    expect(read(received[0]!)).toMatchObject({ type: 'ping' });
    const { secret: last } = await rotateWebhookSecret(server.platform, org.owner, endpoint.webhookEndpointId);
    await pingWebhook(server.platform, org.owner, endpoint.webhookEndpointId);
    await sendDue();
    const verify = (key: string) => () => new Webhook(key).verify(received[1]!.body, received[1]!.headers as Record<string, string>);
    expect(verify(secret)).toThrow();
    expect(verify(next)).not.toThrow();
    expect(verify(last)).not.toThrow();
  });

  test('is not in the database, and nobody else’s endpoint is there', async () => {
    const { webhook: endpoint, secret } = await fresh();
    const stored = await server.platform.databases.server
      .collection('webhook_endpoints')
      .findOne({ _id: endpoint.webhookEndpointId as never });
    expect(JSON.stringify(stored)).not.toContain(secret.slice(6, 30));
    const other = await openOrganization(server);
    expect(await webhooks(server.platform, other.scope)).toEqual([]);
    expect(await codeOf(webhook(server.platform, other.scope, endpoint.webhookEndpointId))).toBe('NOT_FOUND');
    expect(await codeOf(removeWebhook(server.platform, other.owner, endpoint.webhookEndpointId))).toBe('NOT_FOUND');
    await removeWebhook(server.platform, org.owner, endpoint.webhookEndpointId);
    expect(await webhooks(server.platform, org.scope)).toEqual([]);
  });

  test('ten systems at most', async () => {
    await fresh();
    const add = () => addWebhook(server.platform, org.owner, { url, label: '', events: ['bill.paid'] });
    for (let at = 1; at < 10; at += 1) await add();
    expect(await codeOf(add())).toBe('WEBHOOK_LIMIT');
  });
});
