import { describe, expect, it } from 'vitest';
import { type Seen, paceOf, seenLately } from './pace.ts';

/** A work seen every 400 ms whose speed, in rows a second, is told for each moment; until it is done. */
function watch(total: number, speedAt: (ms: number) => number): { readonly at: number; readonly eta: number | null }[] {
  const said: { at: number; eta: number | null }[] = [];
  let seen: readonly Seen[] = [];
  let done = 0;
  for (let at = 0; done < total; at += 400) {
    // Parts of 500 rows come whole: what a page sees is stairs.
    seen = seenLately(seen, { at, done: Math.floor(done / 500) * 500 });
    said.push({ at, eta: paceOf(seen, total)?.etaSeconds ?? null });
    done += speedAt(at) * 0.4;
  }
  return said;
}

/** Of what was said from a moment on, while more than ten seconds were left, how far the worst was off. */
function worst(said: ReturnType<typeof watch>, from: number): number {
  const end = said.at(-1)!.at;
  return Math.max(
    ...said.flatMap(({ at, eta }) => {
      const left = (end - at) / 1000;
      return eta === null || at < from || left < 10 ? [] : Math.abs(eta - left) / left;
    }),
  );
}

describe('pace', () => {
  it('says nothing too early and nothing at the end', () => {
    const begun = { at: 0, done: 0 };
    expect(paceOf([begun], 100)).toBeNull();
    expect(paceOf([begun, { at: 2999, done: 50 }], 100)).toBeNull();
    expect(paceOf([begun, { at: 5000, done: 0 }], 100)).toBeNull();
    expect(paceOf([begun, { at: 5000, done: 100 }], 100)).toBeNull();
  });

  it('BIL-02: divides what is left by the speed of late, and begins anew with the next work', () => {
    const seen = [{ at: 0, done: 0 }];
    expect(paceOf([...seen, { at: 5000, done: 50 }], 100)).toEqual({ ratePerSecond: 10, etaSeconds: 5 });
    expect(seenLately(seen.concat({ at: 5000, done: 50 }), { at: 6000, done: 2 })).toEqual([{ at: 6000, done: 2 }]);
  });

  it('acceptance 17: shown after three seconds, the time left is a quarter off at most, also when a work becomes slower', () => {
    const steady = watch(60_000, () => 1500);
    expect(steady.find(({ eta }) => eta !== null)!.at).toBeGreaterThanOrEqual(3000);
    expect(worst(steady, 3000)).toBeLessThan(0.25);
    // After a third of the time at half the speed: fifteen seconds later nothing is left of what was.
    expect(
      worst(
        watch(60_000, (ms) => (ms < 15_000 ? 2000 : 1000)),
        30_000,
      ),
    ).toBeLessThan(0.25);
  });
});
