import { setTimeout as delay } from 'node:timers/promises';
import { monotonicMs } from '@tsudoi/shared/service/clock';

/**
 * How hard the intake has it. A provider waits for our yes, nobody waits for the posting: on a machine that cannot do both at
 * once the posting gives way, by longer rests and smaller pieces, and never altogether (decision 0086).
 */
export interface IntakePressure {
  /** So many notices became durable together, the first of them after so many milliseconds. */
  stored(notices: number, waitedMs: number): void;
  /** Pieces are small while it is, and for a while after. */
  readonly isFelt: boolean;
  /** Before a piece of work: until the intake is calm, and no longer than six times what the last piece took. */
  rest(lastPieceMs: number, stopping: () => boolean): Promise<void>;
}

const longWaitMs = 50;
/** A hundred a second. Fewer that waited met a pause of the database's own, which passes, and a rest would come on top of it. */
const floodPerMs = 0.1;
const calmAfterMs = 300;
const overAfterMs = 2000;
/** Of its time the posting keeps a seventh, however many notices come. */
const restsOfAPiece = 6;
const longestRestMs = 2000;
const lookMs = 20;

export function createIntakePressure(now: () => number = monotonicMs, pause: (ms: number) => Promise<unknown> = delay): IntakePressure {
  let pressedAt = Number.NEGATIVE_INFINITY;
  const pressedWithin = (ms: number) => now() - pressedAt < ms;
  return {
    stored(notices, waitedMs) {
      if (waitedMs > longWaitMs && notices >= floodPerMs * waitedMs) pressedAt = now();
    },
    get isFelt() {
      return pressedWithin(overAfterMs);
    },
    async rest(lastPieceMs, stopping) {
      const until = now() + Math.min(longestRestMs, restsOfAPiece * lastPieceMs);
      while (pressedWithin(calmAfterMs) && now() < until && !stopping()) await pause(lookMs);
    },
  };
}
