import { setTimeout as delay } from 'node:timers/promises';
import type { OrgId } from '../kernel/ids.ts';
import type { Log } from './log.ts';

/** Where a round has to look: everywhere, or only where something is known to wait. */
export interface Look {
  readonly everywhere: boolean;
  readonly organisations: readonly OrgId[];
}

/** What a round hears while it is under way. */
export interface Round {
  readonly stopping: () => boolean;
  /** The organisations that were named since the round began, or since it last asked; they are this round's to look at. */
  readonly nudged: () => readonly OrgId[];
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

/** How many organisations a round asks for at once. */
const organisationsAtOnce = 20;

/** Of the time that work takes, this much at most goes into asking who else waits: that is read from all that wait. */
const shareOfAsking = 0.05;

/**
 * Works through the organisations of a look, one batch each, and again as long as a batch was full: one organisation's
 * backlog does not keep the others waiting (T18). Whoever is named meanwhile comes next; those of whom nobody told are asked
 * for behind that, at once when more waited than were asked for, else as often as it costs little.
 */
export async function inTurn(
  look: Look,
  round: Round,
  due: (limit: number) => Promise<readonly OrgId[]>,
  /** Works on one batch of an organisation; true when there may be more. */
  work: (orgId: OrgId) => Promise<boolean>,
): Promise<void> {
  let askAgainAt = performance.now();
  const ask = async () => {
    const began = performance.now();
    const found = await due(organisationsAtOnce);
    const ended = performance.now();
    askAgainAt = ended + (ended - began) / shareOfAsking;
    return found;
  };
  let waiting = look.everywhere ? await ask() : look.organisations;
  while (waiting.length > 0) {
    const backlogs: OrgId[] = [];
    for (const orgId of waiting) {
      if (round.stopping()) return;
      if (await work(orgId)) backlogs.push(orgId);
    }
    const asksAgain = waiting.length >= organisationsAtOnce || (backlogs.length > 0 && performance.now() >= askAgainAt);
    waiting = [...new Set([...round.nudged(), ...(asksAgain ? await ask() : backlogs)])];
  }
}

/** How many organisations are served at once, and how often it is looked, in real milliseconds, who has come while they are. */
export interface Places {
  readonly places: number;
  readonly lookMs: number;
}

/**
 * Serves organisations side by side, each with one piece of work at a time. Who waits is asked for after every piece and while
 * pieces are under way; next comes whose last piece is longest ago: many or long pieces of one keep no other waiting (T18).
 */
export async function sideBySide<T extends { readonly orgId: OrgId }>(
  { stopping }: Pick<Round, 'stopping'>,
  { places, lookMs }: Places,
  /** What waits, first what has waited longest; of as many organisations at least as are asked for. */
  due: (organisations: number) => Promise<readonly T[]>,
  /** One that fails ends the round, behind what is under way. */
  work: (piece: T) => Promise<void>,
): Promise<void> {
  const served = new Map<OrgId, Promise<void>>();
  const turns = new Map<OrgId, number>();
  let turn = 0;
  const turnOf = ({ orgId }: T): number => turns.get(orgId) ?? 0;
  const failures: unknown[] = [];
  const serve = async (piece: T): Promise<void> => {
    await work(piece).catch((error: unknown) => failures.push(error));
    served.delete(piece.orgId);
  };
  try {
    while (!stopping()) {
      const waiting = await due(places + served.size);
      const firsts = waiting.filter(({ orgId }, at) => !served.has(orgId) && waiting.findIndex((one) => one.orgId === orgId) === at);
      const next = firsts.toSorted((left, right) => turnOf(left) - turnOf(right)).slice(0, stopping() ? 0 : places - served.size);
      for (const piece of next) {
        turns.set(piece.orgId, (turn += 1));
        served.set(piece.orgId, serve(piece));
      }
      if (served.size === 0) return;
      await Promise.race([...served.values(), delay(lookMs, undefined, { ref: false })]);
      if (failures.length > 0) throw failures[0];
    }
  } finally {
    await Promise.allSettled(served.values());
  }
}

/**
 * One worker over rows that wait in the database: nudged after a write, it looks where it was told; it sweeps everywhere
 * behind that, because a nudge may be lost with its process. Rounds never overlap; nudges during one make one more.
 */
export function startDrain(work: (look: Look, round: Round) => Promise<void>, options: DrainOptions): Drain {
  const { log, failure, sweepMs = 1000 } = options;
  let hinted = new Set<OrgId>();
  let everywhere = false;
  let active = false;
  let stopped = false;
  let running = Promise.resolve();

  const round: Round = {
    stopping: () => stopped,
    nudged: () => {
      const named = [...hinted];
      hinted = new Set();
      return named;
    },
  };
  const run = async () => {
    try {
      while (!stopped && (everywhere || hinted.size > 0)) {
        const look = { everywhere, organisations: [...hinted] };
        everywhere = false;
        hinted = new Set();
        await work(look, round);
      }
    } catch (err) {
      // What it was told went with it.
      everywhere = true;
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
