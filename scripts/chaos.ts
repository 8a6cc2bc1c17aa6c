import { seedFrom, testRandom } from '@tsudoi/shared/service/test-random';
import type { BooksVerdict } from './chaos/books.ts';
import { type ChaosSize, chaosPlan, chaosSizes } from './chaos/chaos-plan.ts';
import { isSoundG2, runChaos } from './chaos/chaos-run.ts';
import { runCrashPoints } from './chaos/crash-run.ts';
import { hostileCallbacks, hostilePayments, isSoundG1 } from './chaos/g1-run.ts';
import { billsFor, keyPlan } from './chaos/g15-plan.ts';
import { isSoundG15, runKeys } from './chaos/g15-run.ts';
import { silencePlan } from './chaos/g17-plan.ts';
import { isSoundG17, runSilence } from './chaos/g17-run.ts';
import { isFastG4, isSoundG4, runFlood } from './chaos/g4-run.ts';
import { isFastG5, isSoundG5, runSight } from './chaos/g5-run.ts';
import { faultPlan } from './chaos/g6-plan.ts';
import { faultNeeds, isSoundG6, runFaults } from './chaos/g6-run.ts';
import { type GateVerdict, booksLine, runGates, worseOf } from './chaos/gate-runs.ts';
import { floodPlans, numbersFor, sightPlans } from './chaos/load-plan.ts';
import { type Running, type RunningNeeds, startRunning, withPlace } from './chaos/running.ts';
import { dataDirectory } from './demo/demo-session.ts';

type Form = 'full' | 'quick';
const say = (line: string) => void process.stdout.write(`${line}\n`);

/** Says the figures of a gate, and then what became of the money. */
function told<T extends BooksVerdict>(gate: string, outcome: T, sound: boolean): GateVerdict {
  const { lost, doubled, torn, ...figures } = outcome;
  say(`${gate}: ${JSON.stringify(figures)}${sound ? '' : ' BROKEN'}`);
  say(`${gate}: ${booksLine(outcome)}`);
  return { lost, doubled, torn, sound };
}

/** A database and a running product for one gate. */
async function onRunning<T>(name: string, needs: RunningNeeds, work: (running: Running) => Promise<T>): Promise<T> {
  say(`${name}: seed ${needs.seed}`);
  return withPlace(name, 'durable-test', async (place) => {
    const running = await startRunning(place, needs);
    try {
      return await work(running);
    } finally {
      await running.stop();
    }
  });
}

/** G2: a storm of callbacks with kills, and the books compared after it. */
async function kills(size: ChaosSize, seed: number): Promise<GateVerdict> {
  const plan = chaosPlan(size, seed);
  const outcome = await runChaos(plan, dataDirectory(), say);
  return told('G2', { ...outcome, killed: outcome.killed.length }, isSoundG2(outcome, plan));
}

/** G3: every named crash point so many times. */
async function points(rounds: number, seed: number): Promise<GateVerdict> {
  say(`G3: seed ${seed}`);
  const request = { rounds, random: testRandom(seed), say };
  const { crashes, differing } = await withPlace('g3', 'durable-test', (place) => runCrashPoints({ ...place, ...request }));
  for (const line of differing) say(`DIFFERS ${line}`);
  return told('G3', { lost: 0, doubled: 0, torn: differing.length, crashes }, differing.length === 0);
}

const gates: Readonly<Record<string, (form: Form, seed: number) => Promise<GateVerdict>>> = {
  g1: (form, seed) =>
    onRunning('g1', { numbers: hostilePayments[form], seed }, async (running) => {
      const callbacks = hostileCallbacks(running, hostilePayments[form], seed);
      const first = await callbacks.tell(say);
      const before = told('G1', first, isSoundG1(first));
      const second = await callbacks.tell(say);
      return worseOf(before, told('G1 once more', second, isSoundG1(second)));
    }),
  g2: (form, seed) => kills(form, seed),
  g3: (form, seed) => points(form === 'full' ? 20 : 2, seed),
  g4: (form, seed) =>
    onRunning('g4', { numbers: 1, straight: true, seed }, async (running) => {
      const outcome = await runFlood(running, floodPlans[form], say);
      return told('G4', outcome, isSoundG4(outcome) && isFastG4(outcome));
    }),
  g5: (form, seed) =>
    onRunning('g5', { numbers: numbersFor(sightPlans[form]), straight: true, seed }, async (running) => {
      const outcome = await runSight(running, sightPlans[form], say);
      return told('G5', outcome, isSoundG5(outcome) && isFastG5(outcome));
    }),
  g6(form, seed) {
    const rounds = faultPlan(form, seed);
    const { numbers, bare } = faultNeeds(rounds);
    return onRunning('g6', { numbers: Math.max(numbers, bare), bare: true, seed }, async (running) => {
      const outcome = await runFaults(running, rounds, say);
      return told('G6', outcome, isSoundG6(outcome));
    });
  },
  g15(form, seed) {
    const plan = keyPlan(form, seed);
    return onRunning('g15', { numbers: billsFor(plan), bare: true, ends: true, seed }, async (running) => {
      const outcome = await runKeys(running, plan, say);
      return told('G15', outcome, isSoundG15(outcome));
    });
  },
  g17(form, seed) {
    const plan = silencePlan(form, seed);
    return onRunning('g17', { numbers: plan.payments, bare: true, seed }, async (running) => {
      const outcome = await runSilence(running, plan, say);
      return told('G17', outcome, isSoundG17(outcome));
    });
  },
};

/**
 * `npm run chaos ci|quick|full [seed]`: kills; full runs every gate in its full form. `npm run chaos g1|g2|g3|g4|g5|g6|g15|g17
 * [--quick] [seed]`: one gate. The last line is `lost N, doubled N, torn N` over all that ran.
 */
async function run(given: readonly string[]): Promise<boolean> {
  const form: Form = given.includes('--quick') ? 'quick' : 'full';
  const [what = 'ci', seedText] = given.filter((word) => word !== '--quick');
  const seed = seedFrom(seedText);
  const gate = gates[what];
  if (gate) return runGates([{ name: what, run: () => gate(form, seed) }], say);
  const size = chaosSizes.find((name) => name === what);
  if (!size) {
    process.stderr.write(`Say one of ${[...chaosSizes, ...Object.keys(gates)].join(', ')}, --quick and a seed if you like.\n`);
    process.exit(2);
  }
  if (size !== 'full') return runGates([{ name: size, run: () => kills(size, seed) }], say);
  return runGates(
    Object.entries(gates).map(([name, one]) => ({ name, run: () => one('full', seed) })),
    say,
  );
}

process.exit((await run(process.argv.slice(2))) ? 0 : 1);
