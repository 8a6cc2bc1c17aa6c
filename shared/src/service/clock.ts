import type { Db } from 'mongodb';
import { type JstDate, jstDateOf } from '../kernel/jst.ts';

/**
 * The only place that reads the time. Business time can be moved for all processes at once by an offset document
 * (development and tests); leases, tokens and the scheduler stay on real time (design.md 5).
 */
export interface Clock {
  /** Business time. */
  now(): Date;
  /** Business day in Japan. */
  today(): JstDate;
  /** Real time, for leases, sessions and rate limits. */
  realNow(): Date;
}

export function createClock(offsetMs: () => number = () => 0): Clock {
  const now = () => new Date(Date.now() + offsetMs());
  return { now, today: () => jstDateOf(now()), realNow: () => new Date() };
}

interface ClockDocument {
  _id: string;
  offsetMs: number;
}

/** A clock that follows the shared offset document; reads it once a second, and only outside production. */
export async function followSharedClock(queueDb: Db): Promise<{ clock: Clock; stop: () => void }> {
  const collection = queueDb.collection<ClockDocument>('clock');
  let offset = 0;
  const read = async () => {
    offset = (await collection.findOne({ _id: 'offset' }))?.offsetMs ?? 0;
  };
  await read();
  const timer = setInterval(() => void read().catch(() => undefined), 1000);
  timer.unref();
  return { clock: createClock(() => offset), stop: () => clearInterval(timer) };
}

/** Moves the business time of every process by an offset from real time. Development and tests only. */
export async function moveSharedClock(queueDb: Db, offsetMs: number): Promise<void> {
  await queueDb.collection<ClockDocument>('clock').updateOne({ _id: 'offset' }, { $set: { offsetMs } }, { upsert: true });
}

/** Monotonic milliseconds for measuring durations. */
export function monotonicMs(): number {
  return performance.now();
}
