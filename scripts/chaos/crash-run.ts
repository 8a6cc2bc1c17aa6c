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
import { type CrashWorld, type Done, crashActs } from './crash-acts.ts';
import { requestDebits } from './crash-debits.ts';
import { openDesk } from './crash-desk.ts';
import { type Flow, debitPoints, flows, laneOf, payoutPoints, timesDone } from './crash-plan.ts';
import { type ProcessEnd, endAt } from './process-end.ts';
import { straysOf } from './strays.ts';
import { type Bill, type OpenCharge, facts, makeWorld, moreBills, refundSum, until } from './world.ts';

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
    const needed = flows.reduce((sum, flow) => sum + timesDone(flow, rounds), 0);
    const world = await makeWorld({ stack, databases, ...service, payments: needed });
    const { orgId, accountId } = await facts(databases);
    const at: CrashWorld = { databases, world, service, orgId, web: stack.web };
    const numbered = [...world.charges];
    const bare = await moreBills(databases, world.office, numbered);
    const debits = await requestDebits(at, ofTheirOwn(timesDone('debit', rounds), numbered, bare));
    const { acts, settle } = await crashActs(at, numbered, bare, timesDone('refund', rounds));
    const done: (Done & { readonly name: string })[] = [];
    const keep = async (name: string, work: () => Promise<Done>) => void done.push({ name, ...(await work()) });
    for (const act of Object.values(acts)) await keep('no crash', act);
    const began = performance.now();
    const second = () => Math.round((performance.now() - began) / 1000);
    let crashes = 0;
    const crashAt = async (end: ProcessEnd, work: () => Promise<void>) => {
      await endAt(stack, crashDirectory, end, work, () => leaseIsOver(databases, end));
      crashes += 1;
      say(`  ${end.service} ended at ${end.point}, second ${second()}`);
    };
    const lane = async (of: ProcessEnd['service']) => {
      for (const { point, flow, service: ending } of laneOf(of, rounds, random))
        await crashAt({ service: ending, point }, () => keep(`${of} at ${point}`, acts[flow as keyof typeof acts]));
    };
    await Promise.all([lane('payments-service'), lane('server')]);
    await settle();
    say(`  all leases are over, second ${second()}`);
    // A payout is about what the payments-service has heard; what the server still waits for goes on beside it.
    await noneIn(databases.payments.collection('inbox'), databases.payments.collection('outbox'));
    await noneIn(databases.server.collection('mails'));
    await askNoMore(databases);
    await moveSharedClock(databases.queue, 45 * 86_400_000);
    const ofPayments = (point: CrashPoint, work: () => Promise<void>) => crashAt({ service: 'payments-service', point }, work);
    for (const point of payoutPoints) await ofPayments(point, () => Promise.resolve());
    const desk = await openDesk(at);
    await crashAt({ service: 'server', point: 'act.answered' }, desk.approve);
    await keep('no crash', debits.draw);
    for (let round = 0; round < rounds; round += 1)
      for (const point of debitPoints) await ofPayments(point, () => keep(`the bank's word at ${point}`, debits.draw));
    const { server, payments, queue } = databases;
    const [told, heard, messages] = [payments.collection('outbox'), server.collection('outbox'), queue.collection('messages')];
    await noneIn(payments.collection('inbox'), told, messages, heard, messages, told, messages);
    await sealed(databases);
    const differing = await differences(done);
    differing.push(...(await straysOf(databases, accountId)).map((id) => `the provider has ${id}, which no charge names`));
    differing.push(...(await payoutDifferences(databases, done)), ...(await desk.differences()));
    await verifyLedger(databases, ({ name, broken, says }) => void (broken > 0 && differing.push(`${name}: ${broken}, ${says}`)));
    return { crashes, differing };
  } finally {
    await stack.stop();
    await rm(crashDirectory, { recursive: true, force: true });
  }
}

/** Bills of members of whom nothing else is asked meanwhile: whoever draws takes all that they owe. */
function ofTheirOwn(count: number, numbered: OpenCharge[], bare: Bill[]): Bill[] {
  const members = new Set(numbered.splice(0, count).map(({ memberId }) => memberId));
  const own = bare.filter(({ memberId }) => members.has(memberId));
  bare.splice(0, bare.length, ...bare.filter(({ memberId }) => !members.has(memberId)));
  return own;
}

/** What whoever sent mails had in its hands waits two minutes for it; they are over. */
async function leaseIsOver({ server }: Databases, { service }: ProcessEnd): Promise<void> {
  if (service === 'server') await server.collection('mails').updateMany({ state: 'sending' }, { $set: { leaseUntil: new Date() } });
}

/**
 * Leases of those that ended run out after half a minute; then nothing may be under way here. Asked in the order in which things
 * travel: what goes from one place to the next in this very moment would else be seen in neither.
 */
async function noneIn(...places: Collection[]): Promise<void> {
  const under = { state: { $in: ['received', 'leased', 'ready', 'pending', 'waiting', 'sending'] } };
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

/** Every row of the log has its place; one whose sealer ended is found by the next. */
async function sealed({ server }: Databases): Promise<void> {
  const [rows, places] = [server.collection('audit_entries'), server.collection('audit_seals')];
  await until('the seals', async () => ((await rows.countDocuments({})) === (await places.countDocuments({})) ? true : null));
}

async function differences(done: readonly (Done & { readonly name: string })[]): Promise<string[]> {
  const traces = await Promise.all(done.map(async ({ name, flow, trace }) => ({ name, flow, trace: JSON.stringify(await trace()) })));
  return traces.flatMap(({ name, flow, trace }) => {
    const wanted = traces.find((other) => other.flow === flow)!.trace;
    return trace === wanted ? [] : [`${flow}, ${name}: ${trace} and not ${wanted}`];
  });
}

/** A line for each payment and one for what went back; what a bank drew is not the operator's. */
export async function payoutDifferences({ payments }: Pick<Databases, 'payments'>, done: readonly Pick<Done, 'flow'>[]): Promise<string[]> {
  const times = (...some: Flow[]) => done.filter(({ flow }) => some.includes(flow)).length;
  const rows = await payments.collection<{ state: string; count: number; gross: number; returned: number }>('payouts').find({}).toArray();
  const found = rows.map(({ state, count, gross, returned }) => `${state} ${count} ${gross} ${returned}`).join();
  const [paid, back] = [times('pay', 'inquire', 'refund'), times('refund')];
  const wanted = `approved ${paid + back} ${paid * 10_000} ${back * refundSum}`;
  return found === wanted ? [] : [`payout: ${found} and not ${wanted}`];
}
