import { join } from 'node:path';
import { type ChildService, startChildService } from '@tsudoi/shared/service/child-service';
import { endDeadTransactions } from '@tsudoi/shared/service/dead-transactions';
import { testService } from '@tsudoi/shared/service/test-service';
import type { ClientSession } from 'mongodb';
import { expect, vi } from 'vitest';
import type { TestServer } from '../server.factory.ts';

const leaseMs = 20_000;
/** T13: a process that was killed is followed within its lease and five seconds. */
export const allowedMs = leaseMs + 5000;

export interface Processes {
  start(env?: Readonly<Record<string, string>>): Promise<ChildService>;
  /** Whatever is still there. */
  end(): Promise<void>;
}

/** Real processes of the server on the database of a test. */
export function processesOf({ platform: { env } }: TestServer): Processes {
  const children: ChildService[] = [];
  return {
    async start(own = {}) {
      const child = await startChildService({
        entry: testService('server'),
        cwd: join(import.meta.dirname, '..', '..'),
        env: {
          NODE_ENV: 'test',
          MONGODB_URI: env.MONGODB_URI,
          DATABASE_PREFIX: env.DATABASE_PREFIX,
          LOG_LEVEL: 'warn',
          SERVICE_SECRET: env.SERVICE_SECRET,
          JWT_SECRET: env.JWT_SECRET,
          PASSWORD_PEPPER: env.PASSWORD_PEPPER,
          PORT: '0',
          PUBLIC_URL: env.PUBLIC_URL,
          PAYMENTS_INTERNAL_URL: env.PAYMENTS_INTERNAL_URL,
          MAIL_DRIVER: 'mailbox',
          ...own,
        },
      });
      children.push(child);
      return child;
    },
    async end() {
      for (const child of children) await child.kill();
    },
  };
}

/** What a process is killed in the middle of. */
export interface LongWork<T> {
  /** Writes, in a transaction that stays open, what the last part of the work has to write: it cannot be at its end before the kill. */
  hold(session: ClientSession): Promise<unknown>;
  /** Asks for the work, as a person does; a process that is there finds it by itself. */
  begin(): Promise<unknown>;
  look(): Promise<T>;
  isUnderWay(now: T): boolean;
  isDone(now: T): boolean;
  /** How often somebody has taken it up. */
  claims(now: T): number;
}

/** Kills the process that works, starts another, says after how long it was taken up again, and waits for the end. */
export async function killAndFollow<T>({ platform }: TestServer, processes: Processes, work: LongWork<T>): Promise<number> {
  const { hold, begin, look, isUnderWay, isDone, claims } = work;
  // It listens before there is anything to do: a slow start could do all of it before anybody looks.
  const first = await processes.start();
  const session = platform.databases.client.startSession();
  session.startTransaction();
  await hold(session);
  await begin();
  await vi.waitFor(async () => expect(isUnderWay(await look())).toBe(true), { timeout: 30_000, interval: 5 });
  await first.kill();
  await session.abortTransaction();
  await session.endSession();
  // What the killed one had in hand lies in the engine until it is ended; mongod sees to that by itself (decision 0002).
  await endDeadTransactions(platform.env.MONGODB_URI);
  const left = await look();
  expect(isDone(left)).toBe(false);
  const killed = performance.now();
  const second = await processes.start();
  await vi.waitFor(async () => expect(claims(await look())).toBeGreaterThan(claims(left)), { timeout: 90_000, interval: 50 });
  const took = performance.now() - killed;
  await vi.waitFor(async () => expect(isDone(await look())).toBe(true), { timeout: 90_000, interval: 50 });
  await second.stop();
  return took;
}
