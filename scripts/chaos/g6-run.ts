import { type ClosedBooks, compareBooks, isWhole } from './books.ts';
import { type Errand, errandOf } from './g6-flows.ts';
import { type FaultRound, type FlowName, flowNames, runsOf } from './g6-plan.ts';
import type { Running } from './running.ts';
import { straysOf } from './strays.ts';
import type { Toxic, ToxicLink } from './toxic-link.ts';
import { until } from './world.ts';

export interface FaultOutcome extends ClosedBooks {
  readonly runs: number;
  /** Runs after which something stands otherwise than without a fault, in words. */
  readonly differing: readonly string[];
  /** What never came to an end: notices, messages, refunds, dead letters. */
  readonly stuck: number;
  /** Runs whose fault nobody met: they prove nothing. */
  readonly unmet: readonly string[];
}

/** How many numbers and bare bills the rounds take, with the six that meet no fault. */
export function faultNeeds(rounds: readonly FaultRound[]): { readonly numbers: number; readonly bare: number } {
  const flows = [...flowNames, ...rounds.flatMap(({ runs }) => runs.map(({ flow }) => flow))];
  const bare = flows.filter((flow) => flow === 'open' || flow === 'refund').length;
  return { numbers: flows.length - bare, bare };
}

/** G6: every flow through spoilt networks; afterwards all stands as where nothing was spoilt, and nothing waits. */
export async function runFaults(running: Running, rounds: readonly FaultRound[], say: (line: string) => void): Promise<FaultOutcome> {
  const well: Errand[] = [];
  for (const flow of flowNames) well.push(await errandOf(running, { flow, link: 'provider' }));
  let office = await running.signIn();
  await Promise.all(well.map((errand) => errand.act(office)));
  await running.quiet();
  const wanted = new Map<FlowName, string>();
  for (const { run, standing } of well) wanted.set(run.flow, await standing());
  const made: { readonly errand: Errand; readonly name: string }[] = [];
  const unmet: string[] = [];
  for (const round of rounds) {
    const errands: Errand[] = [];
    for (const run of round.runs) errands.push(await errandOf(running, run));
    office = await running.signIn();
    for (const errand of errands) {
      const name = nameOf(round, errand);
      const act = () => errand.act(office);
      if (!(await spoil(running.links[errand.run.link], round.toxic, { mark: errand.mark, act }))) unmet.push(name);
      made.push({ errand, name });
    }
  }
  say(`  ${made.length} runs through ${rounds.length} spoilt networks; now everything is well again`);
  const differing = await settle(running, made, wanted);
  for (const line of differing) say(`DIFFERS ${line}`);
  const paid = made.filter(({ errand }) => 'chargeId' in errand.bill && errand.run.flow !== 'void');
  const verdict = await compareBooks(
    running.databases,
    paid.map(({ errand }) => (errand.bill as { chargeId?: string }).chargeId!),
    say,
  );
  const strays = await straysOf(running.databases, running.accountId);
  if (strays.length > 0) say(`DOUBLED ${strays.length} payments at the provider that no charge names, ${strays[0]} first`);
  return {
    ...verdict,
    doubled: verdict.doubled + strays.length,
    runs: runsOf(rounds),
    differing,
    stuck: await stuckIn(running, say),
    unmet,
  };
}

const nameOf = ({ toxic }: FaultRound, { run }: Errand) => `${run.flow} by ${run.link}, ${toxic.kind} of the ${toxic.way}`;

/**
 * The network is spoilt for one errand alone, which is tried once, and is well again once it has met the fault and given up or got
 * through. Whether it has met it: what others send through the same network meanwhile does not count.
 */
export async function spoil(
  link: ToxicLink,
  toxic: Toxic,
  { mark, act }: { readonly mark: string; act(): Promise<unknown> },
  patienceMs = 5000,
): Promise<boolean> {
  const before = link.met;
  link.poison(toxic, mark);
  try {
    await act().catch(() => undefined);
    await until('the fault to be met', async () => (link.met > before ? true : null), patienceMs).catch(() => undefined);
  } finally {
    link.heal();
  }
  return link.met > before;
}

const minute = 60_000;
/** What was left open is asked about by the schedule of T28; business time goes on until the last of these. */
const waits = [0, 2, 6, 30, 60, 360, 1440].map((minutes) => minutes * minute);

async function settle(
  running: Running,
  made: readonly { readonly errand: Errand; readonly name: string }[],
  wanted: ReadonlyMap<FlowName, string>,
): Promise<string[]> {
  let left = [...made];
  const look = async () => {
    const still: typeof left = [];
    for (const one of left) if ((await one.errand.standing()) !== wanted.get(one.errand.run.flow)) still.push(one);
    left = still;
  };
  const office = await running.signIn();
  for (const wait of waits) {
    await running.forward(wait);
    // Processes read the clock once a second, and the janitors look when they are woken.
    for (let round = 0; round < 4; round += 1) {
      await running.quiet();
      await look();
      if (left.length + (await stuckIn(running, () => undefined)) === 0) return [];
      for (const { errand } of left) await errand.again(office).catch(() => undefined);
      await running.wakeJanitors();
      await new Promise((wake) => setTimeout(wake, 500));
    }
  }
  const lines: string[] = [];
  for (const { errand, name } of left) lines.push(`${name}: ${await errand.standing()} and not ${wanted.get(errand.run.flow)}`);
  return lines;
}

async function stuckIn({ databases: { payments, queue } }: Running, say: (line: string) => void): Promise<number> {
  const rows = {
    messages: queue.collection('messages').countDocuments({ state: { $nin: ['done'] } }),
    notices: payments
      .collection('inbox')
      .countDocuments({ state: { $in: ['received', 'leased', 'dead'] }, outcome: { $ne: 'unknown_charge' } }),
    refunds: payments.collection('refunds').countDocuments({ state: { $nin: ['done', 'refused'] } }),
    charges: payments
      .collection('charges')
      .countDocuments({ $or: [{ state: { $in: ['created', 'unknown'] } }, { voidWanted: true, state: 'awaiting' }] }),
  };
  let stuck = 0;
  for (const [name, count] of Object.entries(rows)) {
    if ((await count) > 0) say(`STUCK ${name}: ${await count}`);
    stuck += await count;
  }
  return stuck;
}

export const isSoundG6 = (outcome: FaultOutcome): boolean =>
  isWhole(outcome) && outcome.differing.length + outcome.stuck + outcome.unmet.length === 0;
