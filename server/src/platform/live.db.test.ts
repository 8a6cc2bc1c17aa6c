import { newBillId, newOrgId } from '@tsudoi/shared/kernel/ids';
import { createClock } from '@tsudoi/shared/service/clock';
import { createLog } from '@tsudoi/shared/service/log';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { type TestDatabase, testDatabase } from '@tsudoi/shared/service/test-database';
import { ObjectId } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LiveFeed, createLiveIndexes, recordLive, startLiveFeed } from './live.ts';

const log = createLog('test', 'silent');
const clock = createClock();
const scope = mintOrgScope(newOrgId());
let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
  await createLiveIndexes(database.databases.server);
});
afterAll(() => database.drop());

const record = async () => {
  const ref = newBillId();
  await recordLive(database.databases.server, scope, [{ topic: 'bills', ref }], clock.now());
  return ref;
};

/** Listens until every one of the things was heard. */
async function hear(feed: LiveFeed, refs: readonly string[], lastEventId: string | null = null): Promise<void> {
  const left = new Set(refs);
  const ended = AbortSignal.timeout(15_000);
  for await (const { event } of feed.events(scope, null, lastEventId, ended)) {
    left.delete(event.ref);
    if (left.size === 0) return;
  }
  throw new Error(`not heard: ${[...left].join(' ')}`);
}

describe('the live feed', () => {
  it('tells a page of what is written while the process is still opening its change stream', async () => {
    const feed = startLiveFeed(database.databases.server, log);
    const heard = feed.events(scope, null, null, AbortSignal.timeout(15_000));
    const first = heard.next();
    const ref = await record();
    expect((await first).value).toMatchObject({ event: { ref } });
    await heard.return(undefined);
    await feed.stop();
  });

  it('gives a page that comes back what it missed, also from a process whose ids of that second sort lower', async () => {
    const feed = startLiveFeed(database.databases.server, log);
    const known = new ObjectId();
    const seconds = Math.floor(known.getTimestamp().getTime() / 1000);
    const lower = new ObjectId(seconds.toString(16).padStart(8, '0') + '0'.repeat(16));
    const ref = newBillId();
    await database.databases.server
      .collection<{ _id: ObjectId; orgId: string; memberId: null; topic: string; ref: string; at: Date }>('live_events')
      .insertOne({ _id: lower, orgId: scope.orgId, memberId: null, topic: 'bills', ref, at: clock.now() });
    await hear(feed, [ref], known.toHexString());
    await feed.stop();
  });
});
