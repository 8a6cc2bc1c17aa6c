/** What a row that waits says of its turn, in real time. */
export interface Waiting {
  readonly nextAt: Date;
}

interface Reach {
  /** Everything due until then has been taken, or is about to be. */
  readonly upTo: number;
  /** How much time the last rows were spread over, in milliseconds; never nothing. */
  readonly span: number;
}

/**
 * Reads what has waited longest without looking at everything that waits: the embedded database reads all rows that a range
 * names, however few are wanted, so a backlog would be read again for every batch of it. Behind a batch that was full the
 * next one is looked for a little beyond it, from the beginning of time, and twice as far as long as it is not full; whatever
 * is due is found in the end. A database that stops at its limit loses nothing by it.
 */
export function createDueWindow() {
  const reaches = new Map<string, Reach>();
  return {
    /** Up to `limit` rows that are due at `now`; `find` gives those with `nextAt <= upTo`, no more than `limit`. */
    async read<T extends Waiting>(key: string, now: Date, limit: number, find: (upTo: Date) => Promise<T[]>): Promise<T[]> {
      const reach = reaches.get(key);
      let rows: T[] = [];
      for (const upTo of reach ? bounds(reach, now.getTime()) : [now.getTime()]) {
        rows = await find(new Date(upTo));
        if (rows.length >= limit) break;
      }
      // Only where more waits is there anything worth remembering.
      if (rows.length < limit) reaches.delete(key);
      else reaches.set(key, reachOf(rows));
      return rows;
    },
  };
}
export type DueWindow = ReturnType<typeof createDueWindow>;

/** Ever further from the last batch, and at last up to now. */
function* bounds({ upTo, span }: Reach, now: number): Generator<number> {
  let bound = upTo + span;
  for (let step = span; bound < now; bound += step) {
    yield bound;
    step *= 2;
  }
  yield now;
}

function reachOf(rows: readonly Waiting[]): Reach {
  const times = rows.map(({ nextAt }) => nextAt.getTime());
  const upTo = Math.max(...times);
  return { upTo, span: Math.max(1, upTo - Math.min(...times)) };
}
