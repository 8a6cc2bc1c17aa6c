import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDueWindow } from './due-window.ts';

/** Rows that are taken as they are read; how many the range of each look named is kept. */
function backlog(times: readonly number[], limit: number) {
  const waiting = times.map((at, id) => ({ id, nextAt: new Date(at) }));
  const named: number[] = [];
  const window = createDueWindow();
  return {
    waiting,
    named,
    async take(now: number): Promise<number[]> {
      const rows = await window.read('org', new Date(now), limit, async (upTo) => {
        const due = waiting.filter(({ nextAt }) => nextAt <= upTo).toSorted((left, right) => +left.nextAt - +right.nextAt);
        named.push(due.length);
        return due.slice(0, limit);
      });
      for (const row of rows) waiting.splice(waiting.indexOf(row), 1);
      return rows.map(({ nextAt }) => +nextAt);
    },
  };
}

describe('the window over what is due', () => {
  it('takes everything that is due, the longest waiting first, whatever comes in between', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(5000), { maxLength: 200 }),
        fc.array(fc.nat(5000), { maxLength: 50 }),
        fc.integer({ min: 1, max: 20 }),
        async (first, later, limit) => {
          const { waiting, take } = backlog(first, limit);
          const taken: number[] = [];
          for (let round = 0; waiting.length > 0 || round < later.length; round += 1) {
            const at = later[round];
            // Also older than what has been taken: a lease that ran out gives its row back.
            if (at !== undefined) waiting.push({ id: 1000 + round, nextAt: new Date(at) });
            const oldest = waiting.map(({ nextAt }) => +nextAt).toSorted((left, right) => left - right);
            const rows = await take(5000);
            expect(rows).toEqual(oldest.slice(0, rows.length));
            // Never fewer than it could be.
            expect(rows).toHaveLength(Math.min(limit, oldest.length));
            taken.push(...rows);
          }
          expect(taken.toSorted((left, right) => left - right)).toEqual([...first, ...later].toSorted((left, right) => left - right));
        },
      ),
    );
  });

  it('leaves alone what is not due yet', async () => {
    const { take, waiting } = backlog([1, 2, 3, 4, 900], 2);
    expect(await take(100)).toEqual([1, 2]);
    expect(await take(100)).toEqual([3, 4]);
    expect(await take(100)).toEqual([]);
    expect(waiting).toHaveLength(1);
  });

  it('reads a backlog about twice and not once for each of its batches', async () => {
    const size = 4000;
    const { take, named, waiting } = backlog(
      Array.from({ length: size }, (_, at) => at * 3),
      50,
    );
    while (waiting.length > 0) await take(size * 3);
    const [whole, ...rest] = named;
    expect(whole).toBe(size);
    expect(rest.reduce((sum, count) => sum + count, 0)).toBeLessThan(4 * size);
  });
});
