import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CommandCounter, countCommands } from '@tsudoi/shared/service/command-counter';
import { carryOut, openBills, plan, queuedMails } from './billing.factory.ts';
import { openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

/** Counters of performance.md P3: the round trips of a billing run grow by at most three for a thousand bills. */
let server: TestServer;
let counter: CommandCounter;
let few: RoundTrips;
let many: RoundTrips;
// Four thousand members are made first, which is most of the time.
beforeAll(async () => {
  server = await startTestServer('2026-03-20T03:00:00Z', 'watched');
  counter = countCommands(server.platform.databases.client);
  few = await roundTripsOf(1000);
  many = await roundTripsOf(3000);
}, 180_000);
afterAll(() => server.close());

interface RoundTrips {
  /** From the button to the last bill. */
  readonly made: number;
  /** From the confirmation to the last mail in the queue. */
  readonly mailed: number;
}

async function roundTripsOf(members: number): Promise<RoundTrips> {
  const org = await openOrganization(server);
  for (let from = 0; from < members; from += 1000) await org.addMembers(1000);
  const planned = await plan(server, org);
  counter.reset();
  const run = await carryOut(server, org, planned._id);
  expect(run).toMatchObject({ state: 'completed', done: members, failed: 0 });
  const made = counter.commands.length;
  counter.reset();
  const opened = await openBills(server, org, planned._id);
  const mailed = counter.commands.length;
  expect(opened.confirmation).toMatchObject({ state: 'completed', done: members });
  expect(await queuedMails(server, org, planned._id)).toEqual({ asked: members, missing: 0, doubled: 0 });
  return { made, mailed };
}

describe('P3 making bills, in round trips', () => {
  it('P3, acceptance 17: a thousand bills more cost at most three round trips more, over a small constant', () => {
    expect(few.made).toBeLessThanOrEqual(35);
    expect((many.made - few.made) / 2).toBeLessThanOrEqual(3);
  });

  it('acceptance 17: from the confirmation to the mail in the queue a member costs at most a ninth of a round trip', () => {
    expect(few.mailed / 1000).toBeLessThanOrEqual(1 / 8);
    expect((many.mailed - few.mailed) / 2000).toBeLessThanOrEqual(1 / 9);
  });
});
