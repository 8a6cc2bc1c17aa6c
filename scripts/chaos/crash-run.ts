import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { moveSharedClock } from '@tsudoi/shared/service/clock';
import type { CrashPoint } from '@tsudoi/shared/service/crash-point';
import type { Databases } from '@tsudoi/shared/service/mongo';
import type { TestRandom } from '@tsudoi/shared/service/test-random';
import type { Collection } from 'mongodb';
import { verifyLedger } from '../ledger/verify.ts';
import { anyPort } from '../stack/ports.ts';
import { drawSecrets, startStack } from '../stack/stack.ts';
import { deliver } from './chaos-run.ts';
import { traceOf } from './crash-trace.ts';
import { type ProcessEnd, endAt } from './process-end.ts';
import { type Bill, capturedNotice, facts, makeWorld, moreBills, tryOpenCharge, until } from './world.ts';

const flows = ['open', 'pay', 'cancel'] as const;
type Flow = (typeof flows)[number];
type Service = ProcessEnd['service'];

interface Step {
  readonly point: CrashPoint;
  readonly service: Service;
  readonly flow: Flow;
}

const steps = (service: Service, flow: Flow, ...points: CrashPoint[]): Step[] => points.map((point) => ({ point, service, flow }));

/** Every point where one of the two processes may end, and the work that leads there. */
export const crashSteps: readonly Step[] = [
  ...steps('payments-service', 'open', 'charge.stored', 'charge.answered', 'charge.issued'),
  ...steps('payments-service', 'pay', 'inbox.arrived', 'inbox.stored', 'inbox.claimed', 'inbox.applied', 'inbox.committed', 'relay.queued'),
  ...steps('payments-service', 'cancel', 'consumer.claimed', 'consumer.handled', 'void.answered'),
  ...steps('server', 'pay', 'consumer.claimed', 'consumer.handled', 'posting.written'),
  ...steps('server', 'cancel', 'relay.queued'),
];
/** After these a lease runs out before anybody goes on: half a minute that other crashes fill when they come first. */
const leaving: ReadonlySet<CrashPoint> = new Set([
  'inbox.claimed',
  'inbox.applied',
  'consumer.claimed',
  'consumer.handled',
  'posting.written',
]);
const leavingFirst = (left: Step, right: Step) => Number(leaving.has(right.point)) - Number(leaving.has(left.point));

/** One after another on one payout, when the month is over. */
export const payoutPoints = ['payout.begun', 'payout.taken', 'payout.gathered', 'payout.closed'] as const satisfies readonly CrashPoint[];

export interface CrashOutcome {
  readonly crashes: number;
  /** What differs from the same work without a crash, in words. */
  readonly differing: readonly string[];
}

interface CrashRequest {
  readonly databases: Databases;
  readonly databaseUri: string;
  readonly prefix: string;
  readonly rounds: number;
  readonly random: TestRandom;
  readonly say: (line: string) => void;
}

/** G3: each point, `rounds` times; afterwards everything stands as where nothing had ended. */
export async function runCrashPoints({ databases, rounds, random, say, ...place }: CrashRequest): Promise<CrashOutcome> {
  const crashDirectory = await mkdtemp(join(tmpdir(), 'tsudoi-crash-'));
  const secrets = drawSecrets();
  const ports = { web: await anyPort(), payments: await anyPort(), internal: await anyPort(), sandbox: await anyPort() };
  const quietly = { nodeEnv: 'test', clientDist: '', bcryptCost: 4, logLevel: 'silent' } as const;
  const stack = await startStack({ ...place, ...quietly, ports, secrets, crashDirectory });
  try {
    const service = { serviceSecret: secrets.SERVICE_SECRET, internal: `http://127.0.0.1:${ports.internal}` };
    const world = await makeWorld({ stack, databases, ...service, payments: crashSteps.length * rounds + flows.length });
    const { orgId } = await facts(databases);
    const numbered = [...world.charges];
    const bare = await moreBills(databases, world.office, numbered);
    const bills = databases.server.collection<{ _id: string; status: string }>('bills');
    let { office } = world;
    const acts: Record<Flow, () => Promise<Bill>> = {
      async pay() {
        const charge = numbered.shift()!;
        await deliver(world.callbackUrl, capturedNotice(charge, world.secret));
        return charge;
      },
      async open() {
        const bill = bare.shift()!;
        const key = randomUUID();
        await until('a number', () => tryOpenCharge({ ...service, ...bill, orgId }, key).catch(afterCrash));
        return bill;
      },
      async cancel() {
        const charge = numbered.shift()!;
        await until('the cancellation', async () => {
          await office.call('billing.cancelBill', { billId: charge.payableId, reason: 'G3' }).catch(async () => {
            // A run in full takes longer than one log-in lasts.
            office = await world.signIn().catch(() => office);
          });
          return bills.findOne({ _id: charge.payableId, status: 'cancelled' }).catch(() => null);
        });
        return charge;
      },
    };
    const done: { readonly name: string; readonly flow: Flow; readonly bill: Bill }[] = [];
    for (const flow of flows) done.push({ name: 'no crash', flow, bill: await acts[flow]() });
    let crashes = 0;
    const crashAt = async (of: Service, point: CrashPoint, work: () => Promise<void>) => {
      await endAt(stack, crashDirectory, { service: of, point }, work);
      crashes += 1;
      say(`  ${of} ended at ${point}`);
    };
    const lane = async (of: Service) => {
      const own = crashSteps.filter((step) => step.service === of);
      for (const { point, flow } of Array.from({ length: rounds }, () => random.shuffled(own).toSorted(leavingFirst)).flat())
        await crashAt(of, point, async () => void done.push({ name: `${of} at ${point}`, flow, bill: await acts[flow]() }));
    };
    await Promise.all([lane('payments-service'), lane('server')]);
    // A payout is about what the payments-service has heard; what the server still waits for goes on beside it.
    await noneIn(databases.payments.collection('inbox'), databases.payments.collection('outbox'));
    await askNoMore(databases);
    await moveSharedClock(databases.queue, 45 * 86_400_000);
    for (const point of payoutPoints) await crashAt('payments-service', point, () => Promise.resolve());
    const { server, payments, queue } = databases;
    const [told, heard, messages] = [payments.collection('outbox'), server.collection('outbox'), queue.collection('messages')];
    await noneIn(payments.collection('inbox'), told, messages, heard, messages, told, messages);
    const differing = await differences(databases, done);
    differing.push(...(await payoutDifferences(databases, done.filter(({ flow }) => flow === 'pay').length)));
    await verifyLedger(databases, ({ name, broken, says }) => void (broken > 0 && differing.push(`${name}: ${broken}, ${says}`)));
    return { crashes, differing };
  } finally {
    await stack.stop();
    await rm(crashDirectory, { recursive: true, force: true });
  }
}

/** A process that has just ended answers nothing; whoever asked asks again. */
function afterCrash(error: unknown): null {
  if (error instanceof TypeError || error instanceof SyntaxError) return null;
  throw error;
}

/**
 * Leases of those that ended run out after half a minute; then nothing may be under way here. Asked in the order in which things
 * travel: what goes from one place to the next in this very moment would else be seen in neither.
 */
async function noneIn(...places: Collection[]): Promise<void> {
  const under = { state: { $in: ['received', 'leased', 'ready', 'pending'] } };
  await until('quiet', async () => {
    for (const rows of places) if ((await rows.countDocuments(under)) > 0) return null;
    return true;
  });
}

/**
 * In a month and a half every number that is out has expired, and who asks about them once a minute would end one after the
 * other while they are compared, or be killed in the middle of it. What the crashes have left is looked at, and not that.
 */
async function askNoMore({ payments }: Databases): Promise<void> {
  await payments
    .collection('charges')
    .updateMany({ nextInquiryAt: { $ne: null } }, { $set: { nextInquiryAt: null }, $inc: { version: 1 } });
}

async function differences(databases: Databases, done: readonly { name: string; flow: Flow; bill: Bill }[]): Promise<string[]> {
  const traces = await Promise.all(done.map(async (one) => ({ ...one, trace: JSON.stringify(await traceOf(databases, one.bill)) })));
  return traces.flatMap(({ name, flow, trace }) => {
    const wanted = traces.find((other) => other.flow === flow)!.trace;
    return trace === wanted ? [] : [`${flow}, ${name}: ${trace} and not ${wanted}`];
  });
}

async function payoutDifferences({ payments }: Databases, paid: number): Promise<string[]> {
  const rows = await payments.collection<{ state: string; count: number; gross: number }>('payouts').find({}).toArray();
  const found = rows.map(({ state, count, gross }) => `${state} ${count} ${gross}`).join();
  const wanted = `closed ${paid} ${paid * 10_000}`;
  return found === wanted ? [] : [`payout: ${found} and not ${wanted}`];
}
