import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CommandCounter, countCommands } from '@tsudoi/shared/service/command-counter';
import { carryOut, plan } from './billing.factory.ts';
import { openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

/** Counters of performance.md P3: the round trips of a billing run grow by at most three for a thousand bills. */
let server: TestServer;
let counter: CommandCounter;
beforeAll(async () => {
  server = await startTestServer('2026-03-20T03:00:00Z', 'watched');
  counter = countCommands(server.platform.databases.client);
});
afterAll(() => server.close());

async function roundTripsOf(members: number): Promise<number> {
  const org = await openOrganization(server);
  for (let from = 0; from < members; from += 1000) await org.addMembers(1000);
  const planned = await plan(server, org);
  counter.reset();
  const run = await carryOut(server, org, planned._id);
  expect(run).toMatchObject({ state: 'completed', done: members, failed: 0 });
  return counter.commands.length;
}

describe('P3 making bills, in round trips', () => {
  it('P3, acceptance 17: a thousand bills more cost at most three round trips more, over a small constant', async () => {
    const few = await roundTripsOf(1000);
    const many = await roundTripsOf(3000);
    expect(few).toBeLessThanOrEqual(35);
    expect((many - few) / 2).toBeLessThanOrEqual(3);
    // Four thousand members are made first, which is most of the time.
  }, 120_000);
});
