import { existsSync, readFileSync } from 'node:fs';
import type { Burst, Target } from '../bench/caller.ts';
import { median, percentile } from '../bench/statistics.ts';
import { type Worker, startWorker } from '../bench/worker.ts';
import { verifyLedger } from '../ledger/verify.ts';
import type { BooksVerdict } from './books.ts';
import { type FloodPlan, type Pace, bounds } from './load-plan.ts';
import { missingFrom } from './notices.ts';
import type { Running } from './running.ts';

export interface FloodOutcome extends BooksVerdict {
  /** Answers that were neither yes, nor no where it was deserved, nor "send it again". */
  readonly wrong: number;
  readonly middleMs: number;
  readonly tailMs: number;
  readonly drainedMs: number;
  /** The most that either process has ever held, in mebibytes; null where the system does not say. */
  readonly memory: number | null;
}

/** G4: more notices than there are payments for; what was acknowledged is there, and nobody runs out of memory. */
export async function runFlood(running: Running, plan: FloodPlan, say: (line: string) => void): Promise<FloodOutcome> {
  const { databases, callbackUrl, secret } = running;
  const caller = await startWorker('scripts/bench/caller.ts');
  try {
    const { steady, burst, overload, acknowledged } = await flood(caller, { url: callbackUrl, secret }, plan, say);
    const began = performance.now();
    await running.quiet(bounds.drained + 60_000);
    const drainedMs = performance.now() - began;
    const missing = await missingFrom(databases, callbackUrl, acknowledged);
    if (missing.length > 0) say(`LOST ${missing.length} notices that were acknowledged, ${missing[0]} first`);
    const { broken } = await verifyLedger(databases);
    return {
      lost: missing.length,
      // What was not acknowledged may be kept all the same: a sender that hears nothing sends it again.
      doubled: 0,
      torn: broken,
      wrong: [steady, burst, overload].reduce((sum, { wrong, busy }) => sum + wrong - busy, 0) + steady.busy,
      middleMs: median(steady.latencies),
      tailMs: percentile(steady.latencies, 0.99),
      drainedMs,
      memory: memoryOf(running),
    };
  } finally {
    await caller.stop();
  }
}

interface Flood {
  readonly steady: Burst;
  readonly burst: Burst;
  readonly overload: Burst;
  /** The ids of all to which the door said yes. */
  readonly acknowledged: readonly string[];
}

/** The three floods of the row, one after another. */
export async function flood(caller: Worker, target: Target, plan: FloodPlan, say: (line: string) => void): Promise<Flood> {
  const steady = await pace(caller, target, plan.steady, say);
  const burst = await pace(caller, target, { rate: plan.burst, seconds: 1 }, say);
  const overload = await pace(caller, target, plan.overload, say);
  const acknowledged = [...steady.acknowledged, ...burst.acknowledged, ...overload.acknowledged];
  return { steady, burst, overload, acknowledged };
}

async function pace(caller: Worker, target: Target, { rate, seconds }: Pace, say: (line: string) => void): Promise<Burst> {
  const { value } = await caller.ask<Burst>('pace', { target, rate, ms: seconds * 1000, checksSignature: true });
  const tail = Math.round(percentile(value.latencies, 0.99));
  say(`  ${rate}/s for ${seconds} s: ${value.accepted} accepted, ${value.refused} refused, ${value.busy} to be sent again, p99 ${tail} ms`);
  return value;
}

function memoryOf({ stack }: Running): number | null {
  const peaks = (['payments-service', 'server'] as const).map((service) => {
    const path = `/proc/${stack.child(service).process.pid}/status`;
    const peak = existsSync(path) ? /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(path, 'utf8'))?.[1] : undefined;
    return peak === undefined ? null : Number(peak) / 1024;
  });
  return peaks.reduce((most, peak) => (most === null || peak === null ? null : Math.max(most, peak)), 0);
}

/** What holds on any machine. */
export const isSoundG4 = ({ lost, doubled, torn, wrong, drainedMs, memory }: FloodOutcome): boolean =>
  lost + doubled + torn + wrong === 0 && drainedMs <= bounds.drained && (memory ?? 0) < bounds.memory;
/** What needs two cores of its own. */
export const isFastG4 = ({ middleMs, tailMs }: FloodOutcome): boolean => middleMs <= bounds.acceptMiddle && tailMs <= bounds.acceptTail;
