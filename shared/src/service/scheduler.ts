import { MongoBackend, MongoChangeStreamNotificationChannel } from '@agendajs/mongo-backend';
import { Agenda } from 'agenda';
import type { Db } from 'mongodb';
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
  /** A wake-up as soon as a process is free. */
  now(name: string, data: JobData): Promise<void>;
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

export function createScheduler(queue: Db, service: string, log: Log, metrics: Metrics): Scheduler {
  const agenda = new Agenda({
    backend: new MongoBackend({ mongo: queue, collection, ensureIndex: false }),
    notificationChannel: new MongoChangeStreamNotificationChannel({ db: queue, collection }),
    name: service,
    // A look for every job that is known. What is due before the next one is taken now and waits for its moment; `now` is pushed.
    processEvery: 5000,
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
    async now(name, data) {
      await agenda.now(name, data);
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
