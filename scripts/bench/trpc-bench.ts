import type { AuditRow } from '@tsudoi/shared/contracts/audit/audit.contract';
import type { AuditId } from '@tsudoi/shared/kernel/ids';
import type * as z from 'zod';
import { type BenchRequest, withDatabase } from './bench-request.ts';
import type { Place, Report } from './measure.ts';
import { comparePairs } from './pairs.ts';
import type { Answers, Posted } from './post-caller.ts';
import { type Side, growthExponent, median } from './statistics.ts';
import { type Worker, startWorker } from './worker.ts';

/** `npm run bench trpc`, performance.md P6: what our procedures cost beside a bare express handler with the same schemas. */
const floors = { cpu: 1 / 1.25, batchOfFive: 2, exponent: 1 };
const sizes = [1, 50, 200] as const;
const callsInSlice: Readonly<Record<number, number>> = { 1: 1500, 50: 500, 200: 200 };

interface Door {
  readonly worker: Worker;
  readonly url: string;
}

interface Sides {
  readonly caller: Worker;
  readonly doors: Readonly<Record<Side, Door>>;
  wrong: number;
}

export async function benchTrpc(request: BenchRequest, report: Report): Promise<void> {
  // The procedures measured read no database; the product's own platform, which they are given, has one.
  await withDatabase('fast', async ({ uri, place }) => {
    const [caller, ours, baseline] = [
      await startWorker('scripts/bench/post-caller.ts'),
      await startWorker('server/test/trpc-bench.ts'),
      await startWorker('scripts/bench/baseline/trpc-baseline.ts'),
    ];
    try {
      const doors = {
        ours: { worker: ours, url: (await ours.ask<string>('open', { uri })).value },
        baseline: { worker: baseline, url: (await baseline.ask<string>('open')).value },
      };
      const sides: Sides = { caller, doors, wrong: 0 };
      const perCall: { size: number; time: number }[] = [];
      for (const size of sizes) perCall.push({ size, time: await compareSize(request, report, place, sides, size) });
      // A call costs something before its first row: the growth is what the rows add.
      const [first, ...more] = perCall;
      const added = more.map(({ size, time }) => ({ size: size - first!.size, time: time - first!.time }));
      report.atMost(place, 'trpc.rows-exponent', 'of CPU in rows', growthExponent(added), floors.exponent);
      await batches(report, place, sides);
      report.guarantee(place, 'trpc.check: every call was answered, and with all its rows', sides.wrong, 'trpc.');
    } finally {
      await Promise.all([caller.stop(), ours.stop(), baseline.stop()]);
    }
  });
}

/** A row as long as those of the audit log. */
function rowsOf(count: number): z.input<typeof AuditRow>[] {
  return Array.from({ length: count }, (_, at): z.input<typeof AuditRow> => ({
    auditId: `aud_01JZZZZZZZZZZZZZZZZZZZZ${String(at).padStart(3, '0')}` as AuditId,
    at: new Date(Date.UTC(2026, 4, 12, 3, 0, at)).toISOString(),
    actorKind: 'user',
    actorName: '青木 玲子',
    action: 'member.update',
    subjectKind: 'member',
    subjectId: 'mem_01JZZZZZZZZZZZZZZZZZZZZZZZ',
    subjectName: '髙﨑 春子',
    fields: ['contactEmail', 'phone'],
    access: null,
    renamed: null,
  }));
}

/** As the official batching link writes it, with so many calls in one. */
function callOf(side: Side, url: string, inBatch: number): Posted {
  const input = { size: 200 };
  if (side === 'baseline') return { url, body: JSON.stringify(input) };
  const names = Array.from({ length: inBatch }, () => 'bench.list').join(',');
  const inputs = Object.fromEntries(Array.from({ length: inBatch }, (_, at) => [String(at), input]));
  return { url: `${url}/${names}?batch=1`, body: JSON.stringify(inputs) };
}

async function cpuPerPost(sides: Sides, side: Side, posts: readonly Posted[], leastBytes: number): Promise<number> {
  const { worker } = sides.doors[side];
  const look = async () => {
    const { user, system } = (await worker.ask<NodeJS.CpuUsage>('look')).value;
    return user + system;
  };
  const before = await look();
  const { value: answers } = await sides.caller.ask<Answers>('press', { posts, atOnce: 8 });
  const spent = (await look()) - before;
  if (answers.statuses[200] !== posts.length || answers.bytes < leastBytes * posts.length) sides.wrong += 1;
  return spent / posts.length;
}

async function compareSize(request: BenchRequest, report: Report, place: Place, sides: Sides, size: number): Promise<number> {
  const rows = rowsOf(size);
  await Promise.all([sides.doors.ours.worker.ask('show', rows), sides.doors.baseline.worker.ask('show', rows)]);
  const leastBytes = Buffer.byteLength(JSON.stringify(rows));
  const compared = await comparePairs({
    metrics: ['cpu'],
    gated: ['cpu'],
    quads: 8,
    warmUps: 3,
    repeatUntil: request.repeatUntil,
    stopAt: request.stopAt,
    async run(side) {
      const call = callOf(side, sides.doors[side].url, 1);
      return {
        cpu: await cpuPerPost(
          sides,
          side,
          Array.from({ length: callsInSlice[size]! }, () => call),
          leastBytes,
        ),
      };
    },
  });
  report.compared(place, `trpc.${size}-row${size === 1 ? '' : 's'}`, 'CPU µs/call', compared.cpu, floors.cpu);
  return compared.cpu.ours;
}

/** Five calls in one post beside one call, on one row. */
async function batches(report: Report, place: Place, sides: Sides): Promise<void> {
  const { worker, url } = sides.doors.ours;
  await worker.ask('show', rowsOf(1));
  const costs = new Map<number, number[]>([1, 5].map((size) => [size, []]));
  for (let round = 0; round < 12; round += 1)
    for (const [inBatch, found] of costs) {
      const call = callOf('ours', url, inBatch);
      const cost = await cpuPerPost(
        sides,
        'ours',
        Array.from({ length: 600 }, () => call),
        inBatch * 100,
      );
      if (round >= 2) found.push(cost);
    }
  const ratio = median(costs.get(5)!) / median(costs.get(1)!);
  report.atMost(place, 'trpc.batch-of-5', 'x the CPU of one', ratio, floors.batchOfFive);
}
