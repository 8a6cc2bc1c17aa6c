import type { Databases } from '@tsudoi/shared/service/mongo';
import { percentile } from '../bench/statistics.ts';
import { type Worker, startWorker } from '../bench/worker.ts';
import { type ClosedBooks, compareBooks, isWhole } from './books.ts';
import { type Pace, type SightPlan, bounds, countOf } from './load-plan.ts';
import type { Running } from './running.ts';
import { type OpenCharge, capturedNotice, until } from './world.ts';

export interface SightOutcome extends ClosedBooks {
  readonly acceptTailMs: number;
  readonly visibleMs: number;
  readonly drainedMs: number;
}

interface Delivered {
  readonly intended: number;
  readonly accepted: number;
}

/** G5: from the yes to the bill that shows paid, and how fast a heap of money is posted. */
export async function runSight(running: Running, plan: SightPlan, say: (line: string) => void): Promise<SightOutcome> {
  const { databases } = running;
  const watched = running.take(countOf(plan.watched));
  const heap = running.take(countOf(plan.heap));
  const caller = await startWorker('scripts/bench/caller.ts');
  try {
    const eyes = sights(databases, watched);
    const delivered = await deliverAll(caller, running, watched, plan.watched);
    const at = await eyes;
    const waits = watched.map(({ payableId }, place) => at.get(payableId)! - delivered[place]!.accepted);
    const visibleMs = percentile(waits, 0.95);
    say(`  ${plan.watched.rate}/s: p95 ${Math.round(visibleMs)} ms from the yes to the paid bill`);
    const heaped = await deliverAll(caller, running, heap, plan.heap);
    const began = performance.now();
    await running.quiet(bounds.drained + 60_000);
    const drainedMs = performance.now() - began;
    const acceptTailMs = percentile(
      heaped.map(({ intended, accepted }) => accepted - intended),
      0.99,
    );
    say(`  ${plan.heap.rate}/s: accepted at p99 ${Math.round(acceptTailMs)} ms, all posted ${Math.round(drainedMs)} ms after the last`);
    const chargeIds = [...watched, ...heap].map(({ chargeId }) => chargeId);
    return { ...(await compareBooks(databases, chargeIds, say)), acceptTailMs, visibleMs, drainedMs };
  } finally {
    await caller.stop();
  }
}

async function deliverAll(caller: Worker, { callbackUrl, secret }: Running, charges: readonly OpenCharge[], { rate }: Pace) {
  const notices = charges.map((charge) => capturedNotice(charge, secret));
  return (await caller.ask<Delivered[]>('deliver', { url: callbackUrl, notices, rate })).value;
}

/** When each bill was first seen as paid, in epoch milliseconds: the oldest ones that wait are looked at, as money comes in order. */
async function sights({ server }: Databases, charges: readonly OpenCharge[]): Promise<ReadonlyMap<string, number>> {
  const bills = server.collection<{ _id: string; status: string }>('bills');
  const seen = new Map<string, number>();
  let waiting = charges.map(({ payableId }) => payableId);
  await until(
    'every bill to show paid',
    async () => {
      // By their ids alone: with the status beside them the embedded engine reads every bill, and who watches is the load.
      const oldest = await bills.find({ _id: { $in: waiting.slice(0, 200) } }, { projection: { status: 1 } }).toArray();
      for (const { _id, status } of oldest) if (status === 'paid') seen.set(_id, performance.timeOrigin + performance.now());
      waiting = waiting.filter((billId) => !seen.has(billId));
      return waiting.length === 0 ? true : null;
    },
    bounds.drained + 120_000,
  );
  return seen;
}

/** What holds on any machine. */
export const isSoundG5 = (outcome: SightOutcome): boolean => isWhole(outcome) && outcome.drainedMs <= bounds.drained;
/** What needs two cores of its own. */
export const isFastG5 = ({ acceptTailMs, visibleMs }: SightOutcome): boolean =>
  acceptTailMs <= bounds.acceptTail && visibleMs <= bounds.visible;
