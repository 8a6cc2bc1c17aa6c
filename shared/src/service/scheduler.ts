import { Agenda, InMemoryNotificationChannel } from 'agenda';
import type { Db } from 'mongodb';
import { DueJobsRepository } from './due-jobs.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';

/**
 * agenda says "look now" and never holds the truth: a job only names what to look at, its handler finds the state in
 * our own documents and may safely run twice (security.md 4.2).
 */
export interface Scheduler {
  define(name: string, handler: (data: JobData) => Promise<void>): void;
  /** A recurring job; one document per name whatever the number of processes. */
  every(interval: string, name: string): Promise<void>;
  /** A wake-up as soon as a process is free, or from a moment in real time on: never before it, at the latest one look after it. */
  wake(name: string, data: JobData, at?: Date): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export type JobData = Readonly<Record<string, string>>;

const collection = 'agenda_jobs';

/** Two processes that start together would otherwise each insert a recurring job (agenda's upsert has no unique index). */
export async function createSchedulerIndexes(queue: Db): Promise<void> {
  await queue.collection(collection).createIndexes([
    { key: { name: 1 }, name: 'one_recurring_job', unique: true, partialFilterExpression: { type: 'single' } },
    { key: { name: 1, priority: -1, lockedAt: 1, nextRunAt: 1, disabled: 1 }, name: 'findAndLockNextJobIndex' },
  ]);
}

export interface SchedulerPlace {
  readonly service: string;
  /** What is due before the next look is taken with this one and waits for its moment. */
  readonly lookEveryMs: number;
  readonly log: Log;
  readonly metrics: Metrics;
}

/**
 * `wake` is heard at once by the process that says it, and by the others with their next look. Nobody follows the collection: an open change stream
 * costs the database something with every write of anybody (docs/decisions/0087).
 */
export function createScheduler(queue: Db, { service, lookEveryMs, log, metrics }: SchedulerPlace): Scheduler {
  const repository = new DueJobsRepository({ mongo: queue, db: { collection }, ensureIndex: false });
  const agenda = new Agenda({
    backend: {
      name: 'MongoDB',
      repository,
      notificationChannel: new InMemoryNotificationChannel(),
      ownsConnection: false,
      connect: () => repository.connect(),
      disconnect: () => repository.disconnect(),
    },
    name: service,
    processEvery: lookEveryMs,
    defaultConcurrency: 1,
    defaultLockLimit: 1,
    defaultLockLifetime: 60_000,
    removeOnComplete: true,
  });
  agenda.on('error', (err) => log.warn({ err }, 'the scheduler reported an error'));
  const recurring: { interval: string; name: string }[] = [];
  let started = false;
  return {
    define(name, handler) {
      agenda.define<JobData>(name, async (job) => {
        const keepLock = setInterval(() => void job.touch().catch(() => undefined), 15_000);
        try {
          await handler(job.attrs.data ?? {});
          metrics.jobs.inc({ name, result: 'done' });
        } catch (err) {
          metrics.jobs.inc({ name, result: 'failed' });
          log.error({ err, job: name }, 'a scheduled job failed');
        } finally {
          clearInterval(keepLock);
        }
      });
    },
    async every(interval, name) {
      recurring.push({ interval, name });
      if (started) await agenda.every(interval, name);
    },
    async wake(name, data, at) {
      await (at ? agenda.schedule(at, name, data) : agenda.now(name, data));
    },
    async start() {
      started = true;
      await agenda.start();
      for (const job of recurring) await agenda.every(job.interval, job.name);
    },
    async stop() {
      await agenda.drain({ timeout: 8000 });
      await agenda.stop(false);
    },
  };
}
