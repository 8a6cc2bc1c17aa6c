import { describe, expect, it } from 'vitest';
import { type Sighting, paceOf, remembered } from './pace.ts';

/** A page that looks every half second at work of changing speed; each glance with what was really left, in seconds. */
function watch(total: number, speedAt: (second: number) => number) {
  const done = [0];
  while (done.at(-1)! < total) done.push(Math.min(total, done.at(-1)! + speedAt((done.length - 1) / 2) / 2));
  let seen: readonly Sighting[] = [];
  return done.map((so, index) => {
    seen = remembered(seen, { at: index * 500, done: so });
    return { second: index / 2, said: paceOf(seen, total)?.etaSeconds ?? null, left: (done.length - 1 - index) / 2 };
  });
}
const wrongBy = ({ said, left }: { said: number | null; left: number }) => Math.abs(said! - left) / left;

describe('pace', () => {
  it('says nothing before three seconds, nothing of work that stands, and nothing at the end', () => {
    const from = (at: number, done: number) =>
      paceOf(
        [
          { at: 0, done: 0 },
          { at, done },
        ],
        100,
      );
    expect([from(2999, 50), from(3000, 0), from(3000, 100), paceOf([], 100)]).toEqual([null, null, null, null]);
  });

  it('BIL-02: divides what is left by the speed of late', () => {
    expect(
      paceOf(
        [
          { at: 0, done: 0 },
          { at: 5000, done: 50 },
        ],
        100,
      ),
    ).toEqual({ ratePerSecond: 10, etaSeconds: 5 });
  });

  it('acceptance 17: the time that is left is wrong by a quarter at most, also fifteen seconds after the speed has halved', () => {
    const steady = watch(5000, () => 100).filter(({ said, left }) => said !== null && left >= 4);
    const uneven = watch(5000, (second) => (second % 4 < 2 ? 130 : 70)).filter(({ said, left }) => said !== null && left >= 4);
    const halved = watch(5000, (second) => (second < 20 ? 120 : 60)).filter(({ second, left }) => second >= 35 && left >= 4);
    for (const glance of [...steady, ...uneven, ...halved]) expect(wrongBy(glance), JSON.stringify(glance)).toBeLessThanOrEqual(0.25);
    expect([steady.length, uneven.length, halved.length].every((count) => count > 20)).toBe(true);
  });

  it('begins anew where the work does', () => {
    const first = remembered(remembered([], { at: 0, done: 10 }), { at: 9000, done: 100 });
    expect(remembered(first, { at: 9500, done: 0 })).toEqual([{ at: 9500, done: 0 }]);
  });
});
