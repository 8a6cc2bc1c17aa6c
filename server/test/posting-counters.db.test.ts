import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type CommandCounter, countCommands } from '@tsudoi/shared/service/command-counter';
import type { BillDocument } from '../src/modules/billing/bill.repository.ts';
import { startMailSender } from '../src/modules/mail/mail.jobs.ts';
import type { MailTransport } from '../src/modules/mail/transport.service.ts';
import { postSettled } from '../src/modules/payments/posting.service.ts';
import { enqueueMail } from '../src/platform/mail-outbox.ts';
import { shortSubject } from '../src/platform/mail-subject.ts';
import { carryOut, openBills, plan, settled } from './billing.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

/** Counters of performance.md P2 on the server's side: what a batch of payments says to the database. */
let server: TestServer;
let org: TestOrganization;
let counter: CommandCounter;
let bills: BillDocument[];
beforeAll(async () => {
  server = await startTestServer('2026-04-10T03:00:00Z', 'watched');
  counter = countCommands(server.platform.databases.client);
  org = await openOrganization(server);
  await org.addMembers(60);
  const run = await carryOut(server, org, (await plan(server, org))._id);
  await openBills(server, org, run._id);
  bills = await server.platform.databases.server.collection<BillDocument>('bills').find({ orgId: org.scope.orgId }).toArray();
});
afterAll(() => server.close());

async function roundTripsOf(batch: readonly BillDocument[]): Promise<number> {
  counter.reset();
  await postSettled(
    server.platform,
    org.scope,
    batch.map((bill) => settled(bill)),
  );
  return counter.commands.length;
}

describe('P2 posting payments, in round trips', () => {
  it('P2 a batch of fifty costs as many round trips as a payment alone', async () => {
    // Which other systems are told is asked once in some seconds, not once a batch.
    await roundTripsOf(bills.slice(59, 60));
    const alone = await roundTripsOf(bills.slice(0, 1));
    const together = await roundTripsOf(bills.slice(1, 51));
    expect(together).toBe(alone);
    // Four of them keep who owes something (未納): the other bills, the members, their rows, the counts.
    // One asks how members are addressed, beside others and outside the transaction.
    expect(together).toBeLessThanOrEqual(18);
    const paid = await server.platform.databases.server
      .collection('payments')
      .countDocuments({ orgId: org.scope.orgId, state: 'confirmed' });
    expect(paid).toBe(52);
  });

  it('P2 a batch that was posted before is recognised with one look', async () => {
    const again = bills.slice(51, 56).map((bill) => settled(bill));
    await postSettled(server.platform, org.scope, again);
    counter.reset();
    await postSettled(server.platform, org.scope, again);
    expect(counter.commands.filter((command) => command.collection !== '').map((command) => command.collection)).toEqual(['posting_inbox']);
  });

  it('P2 no payment asks the scheduler for anything', () => {
    expect(server.woken.filter((job) => !job.name.startsWith('billing.'))).toEqual([]);
    expect(counter.commands.filter((command) => command.collection.startsWith('agenda'))).toEqual([]);
  });

  it('P2 the mails of payments that come by the second go together', async () => {
    const { databases } = server.platform;
    await databases.server.collection('mails').deleteMany({});
    const sent: string[] = [];
    const transport: MailTransport = {
      send(mail) {
        sent.push(mail.to);
        return Promise.resolve({ outcome: 'sent', providerMessageId: null });
      },
    };
    const sender = startMailSender(server.platform, transport);
    await sender.drain();
    counter.reset();
    for (let at = 0; at < 10; at += 1) {
      const to = `m${at}@example.com`;
      const draft = { to, subject: shortSubject('会', '件名'), text: '本文', link: null, purpose: 'receipt' as const, idempotencyKey: to };
      await enqueueMail(databases.server, org.scope, draft, new Date());
      sender.nudge();
    }
    await vi.waitUntil(() => sent.length === 10, { timeout: 10_000 });
    await sender.stop();
    // A batch is claimed and marked; on a machine that was busy it may be two.
    const updates = counter.commands.filter(({ collection, name }) => collection === 'mails' && name === 'update');
    expect(updates.length).toBeLessThanOrEqual(4);
  });
});
