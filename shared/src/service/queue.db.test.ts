import type { MongoClient } from 'mongodb';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { newBillId, newMemberId, newOrgId } from '../kernel/ids.ts';
import { payableClosed, payableOpened } from '../queue/billing.messages.ts';
import { type Clock, createClock } from './clock.ts';
import { type Consumer, onMessage, startConsumer } from './consumer.ts';
import { createLog } from './log.ts';
import {
  type QueuedMessage,
  createMessageStore,
  createQueueIndexes,
  maxAttempts,
  deadMessages,
  messagesDueSince,
} from './message-store.ts';
import { createMetrics } from './metrics.ts';
import { type Databases, inTransaction } from './mongo.ts';
import { type TestDatabase, testDatabase } from './test-database.ts';
import { type Relay, createOutboxIndexes, insertOutbox, outboxOf, outboxRow, outboxWaitsSince, startRelay } from './outbox.ts';

const log = createLog('test', 'silent');
let client: MongoClient;
let database: TestDatabase;
let databases: Databases;
let shiftMs = 0;
const clock: Clock = {
  ...createClock(),
  realNow: () => new Date(Date.now() + shiftMs),
};
const running: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  database = await testDatabase();
  databases = database.databases;
  client = databases.client;
  await createOutboxIndexes(databases.server);
  await createQueueIndexes(databases.queue);
});
afterEach(async () => {
  shiftMs = 0;
  for (const part of running.splice(0)) await part.stop();
  await databases.queue.collection('messages').deleteMany({});
  await outboxOf(databases.server).deleteMany({});
});
afterAll(async () => {
  await database.drop();
});

const orgA = newOrgId();
const orgB = newOrgId();

function closed(orgId = orgA) {
  return outboxRow(payableClosed, orgId, { payableIds: [newBillId()], reason: 'cancelled' }, 'test', clock);
}

function relay(): Relay {
  const started = startRelay(databases.server, databases.queue, clock, log);
  running.push(started);
  return started;
}

function consumer(handle: Parameters<typeof onMessage<typeof payableClosed.payload>>[1]): Consumer {
  const started = startConsumer(databases.queue, 'payments-service', [onMessage(payableClosed, handle)], clock, log, createMetrics('test'));
  running.push(started);
  return started;
}

async function enqueue(rows: ReturnType<typeof closed>[]): Promise<void> {
  await inTransaction(client, (session) => insertOutbox(databases.server, rows, session));
  await relay().drain();
}

const messages = () => databases.queue.collection<QueuedMessage>('messages');

describe('queue', () => {
  it('carries a message from a committed transaction to its handler, woken by the change stream', async () => {
    const seen: string[] = [];
    relay();
    consumer(async (scope, deliveries) => {
      for (const delivery of deliveries) seen.push(`${scope.orgId}:${delivery.payload.payableIds.length}`);
    });
    await inTransaction(client, (session) => insertOutbox(databases.server, [closed()], session));
    await vi.waitFor(() => expect(seen).toEqual([`${orgA}:1`]), { timeout: 5000 });
    await vi.waitFor(async () => expect(await messages().countDocuments({ state: 'done' })).toBe(1), { timeout: 5000 });
  });

  it('delivers nothing of an aborted transaction', async () => {
    await expect(
      inTransaction(client, async (session) => {
        await insertOutbox(databases.server, [closed()], session);
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    await relay().drain();
    expect(await messages().countDocuments({})).toBe(0);
  });

  it('an outbox row that is relayed twice is one message', async () => {
    const row = closed();
    await enqueue([row]);
    await outboxOf(databases.server).updateOne({ _id: row._id }, { $set: { state: 'pending' } });
    await relay().drain();
    expect(await messages().countDocuments({})).toBe(1);
  });

  it('T12: a handler that always throws is tried eight times, then set aside, and blocks nobody', async () => {
    const poison = closed();
    await enqueue([poison]);
    const good = closed(orgB);
    await enqueue([good]);
    const handled: string[] = [];
    const worker = consumer(async (scope) => {
      if (scope.orgId === orgA) throw new TypeError('poison');
      handled.push(scope.orgId);
    });
    for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
      await worker.drain();
      shiftMs += 61_000;
    }
    await worker.drain();
    expect(handled).toEqual([orgB]);
    expect(await messages().findOne({ _id: poison._id })).toMatchObject({ state: 'dead', attempts: maxAttempts, deadReason: 'TypeError' });
  });

  it('a message that cannot be read is set aside at once with its reason', async () => {
    const row = closed();
    await enqueue([row]);
    await messages().updateOne({ _id: row._id }, { $set: { payload: { payableIds: 'not a list' } } });
    const stranger = closed();
    await enqueue([stranger]);
    await messages().updateOne({ _id: stranger._id }, { $set: { name: 'nobody.knows' } });
    await consumer(async () => undefined).drain();
    expect(await messages().findOne({ _id: row._id })).toMatchObject({ state: 'dead', deadReason: 'UNREADABLE_PAYLOAD' });
    expect(await messages().findOne({ _id: stranger._id })).toMatchObject({ state: 'dead', deadReason: 'UNKNOWN_MESSAGE' });
  });

  it('a batch that fails is tried one by one, so that only the culprit waits', async () => {
    const rows = [closed(), closed(), closed()];
    await enqueue(rows);
    const culprit = rows[1]!._id;
    const done: string[] = [];
    await consumer(async (_scope, deliveries) => {
      if (deliveries.some((delivery) => delivery.messageId === culprit)) throw new RangeError('no');
      done.push(...deliveries.map((delivery) => delivery.messageId));
    }).drain();
    expect(done.sort()).toEqual([rows[0]!._id, rows[2]!._id].sort());
    expect(await messages().findOne({ _id: culprit })).toMatchObject({ state: 'ready', attempts: 1 });
  });

  it('T13: a message of a consumer that died is given to another when its lease is over', async () => {
    await enqueue([closed()]);
    const store = createMessageStore(databases.queue, 'payments-service', clock);
    expect(await store.claim(orgA, 50, 'dead-consumer')).toHaveLength(1);
    const seen: number[] = [];
    const worker = consumer(async (_scope, deliveries) => void seen.push(deliveries.length));
    await worker.drain();
    expect(seen).toEqual([]);
    shiftMs = 31_000;
    await worker.drain();
    expect(seen).toEqual([1]);
  });

  it('T14: the late word of a consumer whose lease is over changes nothing', async () => {
    await enqueue([closed()]);
    const store = createMessageStore(databases.queue, 'payments-service', clock);
    const zombie = await store.claim(orgA, 50, 'zombie');
    shiftMs = 31_000;
    await store.reclaimExpired();
    const heir = await store.claim(orgA, 50, 'heir');
    expect(heir).toHaveLength(1);
    await store.finish(zombie);
    await store.giveUp(zombie[0]!, 'ZOMBIE');
    expect(await messages().findOne({})).toMatchObject({ state: 'leased', claim: 'heir' });
  });

  it('T18: one organisation’s backlog does not keep another waiting', async () => {
    await enqueue(Array.from({ length: 300 }, () => closed(orgA)));
    await enqueue([closed(orgB)]);
    const order: string[] = [];
    await consumer(async (scope) => void order.push(scope.orgId)).drain();
    expect(order.indexOf(orgB)).toBeLessThanOrEqual(1);
    expect(order.filter((orgId) => orgId === orgA)).toHaveLength(6);
  });

  it('two consumers share the work and no message is handled twice', async () => {
    await enqueue(Array.from({ length: 200 }, () => closed()));
    const seen: string[] = [];
    const handle = async (_scope: unknown, deliveries: readonly { messageId: string }[]) => {
      seen.push(...deliveries.map((delivery) => delivery.messageId));
    };
    const [one, two] = [consumer(handle), consumer(handle)];
    await Promise.all([one.drain(), two.drain()]);
    await vi.waitFor(async () => expect(await messages().countDocuments({ state: 'done' })).toBe(200), { timeout: 10_000 });
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toHaveLength(200);
  });

  it('security.md 4.14: /metrics tells how long the oldest message and outbox row have been waiting, and nothing of what it could not read', async () => {
    const metrics = createMetrics('test');
    metrics.watchStore('outbox', () => outboxWaitsSince(databases.server));
    metrics.watchStore('messages', () => messagesDueSince(databases.queue, 'payments-service'));
    metrics.watchStore('away', () => Promise.reject(new Error('away')));
    const waits = async () => {
      const { values } = await metrics.oldestPending.get();
      return Object.fromEntries(values.map(({ labels, value }) => [labels['store'], value]));
    };
    expect(await waits()).toEqual({ outbox: 0, messages: 0 });
    const ago = (seconds: number) => new Date(Date.now() - seconds * 1000);
    await outboxOf(databases.server).insertMany([
      { ...closed(), occurredAt: ago(90) },
      closed(),
      { ...closed(), state: 'sent', occurredAt: ago(900) },
    ]);
    const { state: _state, ...row } = closed();
    const queued = (changes: Partial<QueuedMessage>): QueuedMessage => ({
      ...row,
      _id: closed()._id,
      state: 'ready',
      attempts: 0,
      leaseToken: 0,
      nextAt: ago(120),
      ...changes,
    });
    const others = [queued({ nextAt: ago(5) }), queued({ to: 'server', nextAt: ago(900) }), queued({ state: 'dead', nextAt: ago(900) })];
    await databases.queue.collection<QueuedMessage>('messages').insertMany([...others, queued({})]);
    const { outbox, messages } = await waits();
    expect(outbox).toBeCloseTo(90, -1);
    expect(messages).toBeCloseTo(120, -1);
    metrics.watchDead('messages', () => deadMessages(databases.queue, 'payments-service'));
    metrics.watchDead('away', () => Promise.reject(new Error('away')));
    const { values } = await metrics.dead.get();
    expect(values.map(({ labels, value }) => [labels['store'], value])).toEqual([['messages', 1]]);
  });

  it('refuses to write a payload that its own contract cannot read', () => {
    expect(() =>
      outboxRow(
        payableOpened,
        orgA,
        {
          payables: [
            {
              payableId: newBillId(),
              memberId: newMemberId(),
              memberNumber: '1',
              memberKana: 'ア',
              amount: 0 as never,
              dueOn: '2026-02-30' as never,
            },
          ],
        },
        'test',
        clock,
      ),
    ).toThrow();
  });
});
