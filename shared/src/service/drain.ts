import type { OrgId } from '../kernel/ids.ts';
import type { Log } from './log.ts';

/** Where a round has to look: everywhere, or only where something is known to wait. */
export interface Look {
  readonly everywhere: boolean;
  readonly organisations: readonly OrgId[];
}

export interface Drain {
  /** Look now: at one organisation, or everywhere. Whatever is written before this call is seen by the next round. */
  nudge(orgId?: OrgId): void;
  /** Does everything that is due, then resolves. @throws what the work throws */
  drain(): Promise<void>;
  /** Ends after the round that is under way. */
  stop(): Promise<void>;
}

export interface DrainOptions {
  readonly log: Log;
  /** What is logged when a round fails; the next sweep tries again. */
  readonly failure: string;
  /** Real milliseconds between the looks everywhere that stand behind the nudges; one second when not named. */
  readonly sweepMs?: number;
}

/**
 * One worker over rows that wait in the database: nudged after a write, it looks where it was told; it sweeps everywhere
 * behind that, because a nudge may be lost with its process. Rounds never overlap; nudges during one make one more.
 */
export function startDrain(work: (look: Look, stopping: () => boolean) => Promise<void>, options: DrainOptions): Drain {
  const { log, failure, sweepMs = 1000 } = options;
  let hinted = new Set<OrgId>();
  let everywhere = false;
  let active = false;
  let stopped = false;
  let running = Promise.resolve();

  const run = async () => {
    try {
      while (!stopped && (everywhere || hinted.size > 0)) {
        const look = { everywhere, organisations: [...hinted] };
        everywhere = false;
        hinted = new Set();
        await work(look, () => stopped);
      }
    } catch (err) {
      log.warn({ err }, failure);
      throw err;
    } finally {
      // In the same breath as the last look at the hints, so that no nudge falls between.
      active = false;
    }
  };
  const start = (): Promise<void> => {
    if (!active) {
      active = true;
      running = run();
    }
    return running;
  };
  const nudge = (orgId?: OrgId) => {
    if (orgId === undefined) everywhere = true;
    else hinted.add(orgId);
    start().catch(() => undefined);
  };
  const sweep = setInterval(() => nudge(), sweepMs);
  return {
    nudge,
    drain() {
      everywhere = true;
      return start();
    },
    async stop() {
      stopped = true;
      clearInterval(sweep);
      await running.catch(() => undefined);
    },
  };
}
