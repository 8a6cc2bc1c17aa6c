import type { BenchDatabase, BenchRequest } from './bench-request.ts';
import type { Burst, Target } from './caller.ts';
import type { Report } from './measure.ts';
import { comparePairs } from './pairs.ts';
import { type Side, percentile } from './statistics.ts';
import { type Worker, startWorker } from './worker.ts';

/** The accepting half of `npm run bench callback`, performance.md P1: our door beside express and one insert. */
const floors = { pressed: 1, alone: 1, cpu: 1, tail: 1 / 1.2, commandsPerNotice: 0.5 };
const prefix = 'tsudoi_bench_accept';
const ownEntry = 'payments-service/test/accept-bench.ts';

interface Usage {
  readonly user: number;
  readonly system: number;
}

interface Sides {
  readonly caller: Worker;
  readonly doors: Readonly<Record<Side, { worker: Worker; target: Target }>>;
}

async function cpuOf(worker: Worker): Promise<number> {
  const { value } = await worker.ask<Usage>('look');
  return value.user + value.system;
}

export async function benchAccept(request: BenchRequest, report: Report, { uri, place }: BenchDatabase, caller: Worker): Promise<void> {
  await countRoundTrips(report, { uri, place, directory: '' }, caller);
  const ours = await startWorker(ownEntry);
  const baseline = await startWorker('scripts/bench/baseline/accept-baseline.ts');
  try {
    const doors = {
      ours: { worker: ours, target: (await ours.ask<Target>('open', { uri, prefix, watched: false })).value },
      baseline: { worker: baseline, target: (await baseline.ask<Target>('open', { uri, prefix })).value },
    };
    const sides = { caller, doors };
    const rowsBefore = (await ours.ask<{ rows: number }>('count')).value.rows;
    const sent: Burst[] = [];
    for (const connections of request.full ? [64, 16, 1] : [64, 1]) {
      const compared = await comparePairs({
        metrics: ['wall', 'cpu'],
        gated: ['wall', 'cpu'],
        quads: 8,
        warmUps: 2,
        repeatUntil: request.repeatUntil,
        stopAt: request.stopAt,
        run: (side) => press(sides, side, connections, sent),
      });
      const name = `accept.${connections}-connection${connections === 1 ? '' : 's'}`;
      report.compared(place, `${name}.time`, 'ms/callback', compared.wall, connections === 1 ? floors.alone : floors.pressed);
      report.compared(place, `${name}.cpu`, 'µs/callback', compared.cpu, floors.cpu);
    }
    await tails(request, report, { uri, place, directory: '' }, sides, sent);
    const { value: after } = await ours.ask<{ rows: number }>('count');
    const distinct = sent.reduce((sum, burst) => sum + burst.acknowledged.length, 0);
    report.guarantee(
      place,
      'accept.check: replays add no row, nothing accepted is missing',
      Math.abs(after.rows - rowsBefore - distinct),
      'accept.',
    );
    report.guarantee(
      place,
      'accept.check: only genuine callbacks are accepted',
      sent.reduce((sum, burst) => sum + burst.wrong, 0),
      'accept.',
    );
  } finally {
    await Promise.all([ours.stop(), baseline.stop()]);
  }
}

async function press({ caller, doors }: Sides, side: Side, connections: number, sent: Burst[]) {
  const { worker, target } = doors[side];
  const before = await cpuOf(worker);
  const { value: burst } = await caller.ask<Burst>('press', { target, connections, ms: 1000, checksSignature: side === 'ours' });
  const cpu = (await cpuOf(worker)) - before;
  if (side === 'ours') sent.push(burst);
  const answered = burst.accepted + burst.refused;
  return { wall: burst.wallMs / answered, cpu: cpu / answered };
}

/** At half of what the baseline can do at most, timed from the intended moment. Tails of one second are gated only in the full form. */
async function tails(
  request: BenchRequest,
  report: Report,
  { place }: BenchDatabase,
  { caller, doors }: Sides,
  sent: Burst[],
): Promise<void> {
  const peak = await caller.ask<Burst>('press', { target: doors.baseline.target, connections: 64, ms: 2000, checksSignature: false });
  const rate = Math.max(50, Math.round((peak.value.accepted / (peak.value.wallMs / 1000)) * 0.5));
  const compared = await comparePairs({
    metrics: ['middle', 'tail'],
    gated: request.full ? ['tail'] : [],
    quads: 8,
    warmUps: 1,
    repeatUntil: request.repeatUntil,
    stopAt: request.stopAt,
    run: async (side) => {
      const { target } = doors[side];
      const { value: burst } = await caller.ask<Burst>('pace', { target, rate, ms: 1000, checksSignature: side === 'ours' });
      if (side === 'ours') sent.push(burst);
      return { middle: percentile(burst.latencies, 0.5), tail: percentile(burst.latencies, 0.99) };
    },
  });
  report.compared(place, `accept.half-load-p50`, `ms at ${rate}/s`, compared.middle, null);
  report.compared(place, `accept.half-load-p99`, `ms at ${rate}/s`, compared.tail, request.full ? floors.tail : null);
}

/** Counters first: they do not depend on how busy the machine is. A door of its own, because counting costs time. */
async function countRoundTrips(report: Report, { uri, place }: BenchDatabase, caller: Worker): Promise<void> {
  const door = await startWorker(ownEntry);
  try {
    const { value: target } = await door.ask<Target>('open', { uri, prefix: `${prefix}_counted`, watched: true });
    await caller.ask('press', { target, connections: 64, ms: 200, checksSignature: true });
    const before = (await door.ask<{ commands: number }>('count')).value.commands;
    const { value: burst } = await caller.ask<Burst>('press', { target, connections: 64, ms: 1000, checksSignature: true });
    // The look itself is one command.
    const commands = (await door.ask<{ commands: number }>('count')).value.commands - before - 1;
    report.atMost(place, 'accept.round-trips', 'per callback', commands / burst.accepted, floors.commandsPerNotice, 'the baseline needs 1');
  } finally {
    await door.stop();
  }
}
