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

const offsetId = 'offset';
const clockOf = (queueDb: Db) => queueDb.collection<ClockDocument>('clock');

/**
 * A clock that follows the shared offset document; reads it once a second, and only outside production. What it has heard is written
 * beside the offset, under the name of its service.
 */
export async function followSharedClock(queueDb: Db, service: string): Promise<{ clock: Clock; stop: () => void }> {
  const collection = clockOf(queueDb);
  let offset = 0;
  let heard: number | null = null;
  let isReading = false;
  const read = async () => {
    // A slow look that ends behind the next one would bring the time of before back.
    if (isReading) return;
    isReading = true;
    try {
      offset = (await collection.findOne({ _id: offsetId }))?.offsetMs ?? 0;
      if (offset === heard) return;
      await collection.updateOne({ _id: `heard:${service}` }, { $set: { offsetMs: offset } }, { upsert: true });
      heard = offset;
    } finally {
      isReading = false;
    }
  };
  await read();
  const timer = setInterval(() => void read().catch(() => undefined), 1000);
  timer.unref();
  return { clock: createClock(() => offset), stop: () => clearInterval(timer) };
}

/** Moves the business time of every process by an offset from real time. Development and tests only. */
export async function moveSharedClock(queueDb: Db, offsetMs: number): Promise<void> {
  await clockOf(queueDb).updateOne({ _id: offsetId }, { $set: { offsetMs } }, { upsert: true });
}

/** Whether every service that follows the shared clock has the offset that was set last; before that two of them may live on two days. */
export async function isClockFollowed(queueDb: Db): Promise<boolean> {
  const known = await clockOf(queueDb).find().toArray();
  return new Set(known.map(({ offsetMs }) => offsetMs)).size <= 1;
}

/** Monotonic milliseconds for measuring durations. */
export function monotonicMs(): number {
  return performance.now();
}
