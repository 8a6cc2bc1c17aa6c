import { newBillId, newChargeId, newMemberId, newMessageId } from '@tsudoi/shared/kernel/ids';
import { type CommandCounter, countCommands } from '@tsudoi/shared/service/command-counter';
import type { QueuedMessage } from '@tsudoi/shared/service/message-store';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Office, type ServerRig, memberFields, startServerRig } from './server-rig.ts';

/** Counters of performance.md P2 and P4/P6 over the running server: scheduler, consumer and requests. */
let rig: ServerRig;
let office: Office;
let counter: CommandCounter;
beforeAll(async () => {
  rig = await startServerRig({}, 'watched');
  counter = countCommands(rig.service.platform.databases.client);
  office = await rig.signUp();
  const { membershipTypeId } = await rig.get('membershipTypes.create', { name: '正会員', annualFee: 10_000 }, office.token);
  for (const memberNumber of ['A-1', 'A-2', 'A-3'])
    await rig.get('members.create', { ...memberFields(membershipTypeId, { memberNumber }), issueProvisional: false }, office.token);
});
afterAll(() => rig.stop());

const own = () => counter.commands.filter((command) => command.name !== 'getMore');

/**
 * How many looks one question costs at those collections. The rounds of the running server (imports, runs, deliveries; by the
 * minute members and bills) go through the same connection: they only ever add to it, and not every time.
 */
async function looksOf(procedure: string, input: unknown, isCounted: (collection: string) => boolean): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let time = 0; time < 5; time += 1) {
    counter.reset();
    await rig.get(procedure, input, office.token);
    least = Math.min(least, own().filter(({ collection }) => isCounted(collection)).length);
  }
  return least;
}

describe('P2 agenda beside payments', () => {
  it('P2 a thousand payments cost at most fifty calls to agenda’s store, because none of them is a job', async () => {
    const organization = await rig.database.databases.server
      .collection<{ _id: string; slug: string }>('organizations')
      .findOne({ slug: office.slug });
    const messages = rig.database.databases.queue.collection<QueuedMessage>('messages');
    const jobs = rig.database.databases.queue.collection('agenda_jobs');
    const jobsBefore = await jobs.countDocuments({});
    counter.reset();
    await messages.insertMany(Array.from({ length: 1000 }, (_, at) => settledMessage(organization!._id, at)));
    await vi.waitFor(async () => expect(await messages.countDocuments({ state: 'done', name: 'payments.money.settled' })).toBe(1000), {
      timeout: 60_000,
      interval: 100,
    });
    // Asking whether a recurring job is due goes on by itself, payments or not, and would count how busy the machine is.
    const looks = new Set(['find', 'findAndModify']);
    const agenda = own().filter((command) => command.collection.startsWith('agenda') && !looks.has(command.name));
    expect(agenda.length).toBeLessThanOrEqual(50);
    expect(await jobs.countDocuments({})).toBe(jobsBefore);
    expect(await rig.database.databases.server.collection('payments').countDocuments({ orgId: organization!._id })).toBe(1000);
  }, 90_000);
});

describe('P4 and P6 lists, in round trips', () => {
  it('P4 a page of members is one look at the page and one at the count', async () => {
    const input = { q: '', sort: 'kana', descending: false, size: 50, direction: 'next' };
    expect(await looksOf('members.list', input, (collection) => collection === 'members')).toBeLessThanOrEqual(2);
  });

  it('P4 a page of bills is one look at the page and one at the count', async () => {
    const input = { status: 'all', q: '', sort: 'dueOn', descending: true, size: 50, direction: 'next' };
    expect(await looksOf('billing.bills', input, (collection) => collection === 'bills')).toBeLessThanOrEqual(2);
  });

  it('P6 who is asking is found out with at most four looks before its own work', async () => {
    await rig.get('identity.viewer', undefined, office.token);
    const notBefore = ['billing_runs', 'agenda_jobs', 'messages', 'outbox', 'mails', 'clock', 'audit_reads'];
    expect(await looksOf('billing.runs', undefined, (collection) => !notBefore.includes(collection))).toBeLessThanOrEqual(4);
  });
});

/** Money for a bill that nobody knows: posted all the same, and a task of the office. */
function settledMessage(orgId: string, at: number): QueuedMessage {
  return {
    _id: newMessageId(),
    orgId: orgId as QueuedMessage['orgId'],
    to: 'server',
    name: 'payments.money.settled',
    version: 1,
    payload: {
      chargeId: newChargeId(),
      paymentNumber: `9${String(at).padStart(12, '0')}`,
      memberId: newMemberId(),
      provider: 'komoju',
      method: 'konbini',
      sequence: 2,
      lines: [{ payableId: newBillId(), amount: 10_000 }],
      state: 'final',
      amount: 10_000,
      memberFee: 0,
      currency: 'JPY',
      paidAt: '2026-05-12T03:04:05.000Z',
    },
    occurredAt: new Date(),
    causedBy: 'test',
    state: 'ready',
    attempts: 0,
    nextAt: new Date(),
    leaseToken: 0,
  };
}
