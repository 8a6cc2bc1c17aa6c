import { randomUUID } from 'node:crypto';
import { type Clock, createClock } from '@tsudoi/shared/service/clock';
import { testDatabase } from '@tsudoi/shared/service/test-database';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { unknownChargesSince } from '../src/charges/unknown-charge.repository.ts';
import { type Arrival, noticesDueSince } from '../src/inbox/inbox.repository.ts';
import { createInbox } from '../src/inbox/inbox.service.ts';
import { type AcceptStand, openAcceptStand } from './accept-bench.ts';
import { post, signed } from './komoju-notices.ts';

/** An account that was looked up is known for a second: on a busy machine it would be looked up again among what is counted. */
function stillClock(): Clock {
  const { now, today, realNow } = createClock();
  const at = { now: now(), today: today(), realNow: realNow() };
  return { now: () => at.now, today: () => at.today, realNow: () => at.realNow };
}

/** Counters of performance.md P1: they are the same on a busy machine and on a quiet one. */
let database: Awaited<ReturnType<typeof testDatabase>>;
let stand: AcceptStand;
beforeAll(async () => {
  database = await testDatabase();
  stand = await openAcceptStand(database.uri, database.prefix, true, stillClock());
  await send(ping());
});
afterAll(async () => {
  await stand.close();
  await database.drop();
});
beforeEach(() => stand.counter!.reset());

const ping = () => JSON.stringify({ id: randomUUID(), type: 'ping', data: {}, created_at: '2026-05-01T00:00:00.000Z' });
const send = async (body: string) => (await post(stand.url, body, signed(body, stand.secret))).status;
const spoken = () => stand.counter!.commands.map((command) => `${command.name} ${command.collection}`);
const inbox = () => stand.platform.databases.payments.collection('inbox');
const arrival = (eventKey: string): Arrival => ({
  orgId: stand.orgId,
  provider: 'komoju',
  accountId: 'pac_counted',
  eventKey,
  source: 'notice',
  body: Buffer.from(`{"id":"${eventKey}"}`),
  headers: {},
});

describe('security.md 4.14: what has been waiting', () => {
  it('is told by one look each: of notices, of unsigned ones, and of charges that nobody has heard of', async () => {
    const { payments } = stand.platform.databases;
    await inbox().deleteMany({});
    const looks = () =>
      Promise.all([noticesDueSince(payments, 'received'), noticesDueSince(payments, 'hinted'), unknownChargesSince(payments)]);
    expect(await looks()).toEqual([null, null, null]);
    const at = (second: number) => new Date(Date.UTC(2026, 4, 1, 0, 0, second));
    await inbox().insertMany([
      { state: 'received', nextAt: at(2) },
      { state: 'received', nextAt: at(1) },
      { state: 'done', nextAt: at(0) },
      { state: 'hinted', nextAt: at(3) },
    ]);
    await payments.collection('charges').insertMany([
      { paymentNumber: '1', orgId: 'org_1', idempotencyKey: '1', state: 'awaiting', createdAt: at(0) },
      { paymentNumber: '2', orgId: 'org_1', idempotencyKey: '2', state: 'unknown', createdAt: at(5) },
      { paymentNumber: '3', orgId: 'org_1', idempotencyKey: '3', state: 'unknown', createdAt: at(4) },
    ]);
    stand.counter!.reset();
    expect(await looks()).toEqual([at(1), at(3), at(4)]);
    expect(spoken().toSorted()).toEqual(['find charges', 'find inbox', 'find inbox']);
    await inbox().deleteMany({});
  });
});

describe('P1 accepting callbacks, in round trips', () => {
  it('P1 a callback that comes alone is one insert and nothing else', async () => {
    for (let count = 0; count < 5; count += 1) expect(await send(ping())).toBe(200);
    expect(spoken()).toEqual(Array.from({ length: 5 }, () => 'insert inbox'));
  });

  it('P1 a callback that is refused never reaches the database', async () => {
    const body = ping();
    expect((await post(stand.url, body, signed(body, 'another secret'))).status).toBe(401);
    expect(spoken()).toEqual([]);
  });

  it('P1 sixty-four at once share two inserts: the first goes alone, the others gather behind it', async () => {
    const store = createInbox(stand.platform, new Map());
    const keys = Array.from({ length: 64 }, () => randomUUID());
    const stored = await Promise.all(keys.map((key) => store.store(arrival(key))));
    expect(stored.every((outcome) => outcome === 'new')).toBe(true);
    expect(spoken()).toEqual(['insert inbox', 'insert inbox']);
  });

  it('P1 a thousand at once keep to groups of two hundred', async () => {
    const store = createInbox(stand.platform, new Map());
    await Promise.all(Array.from({ length: 1000 }, () => store.store(arrival(randomUUID()))));
    expect(spoken().length).toBeLessThanOrEqual(6);
  });

  it('P1 replays add no row and cost two round trips more for the whole group', async () => {
    const store = createInbox(stand.platform, new Map());
    const keys = Array.from({ length: 50 }, () => randomUUID());
    await Promise.all(keys.map((key) => store.store(arrival(key))));
    const rows = await inbox().countDocuments({});
    stand.counter!.reset();
    const stored = await Promise.all(keys.map((key) => store.store(arrival(key))));
    expect(stored.every((outcome) => outcome === 'duplicate')).toBe(true);
    // Two groups: each an insert, an update of the counts and a look at the bodies.
    expect(spoken()).toHaveLength(6);
    expect(await inbox().countDocuments({})).toBe(rows);
  });
});
