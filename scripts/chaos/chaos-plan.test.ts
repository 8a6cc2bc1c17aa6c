import { describe, expect, it } from 'vitest';
import { chaosPlan, chaosSizes } from './chaos-plan.ts';
import { isSoundG2 } from './chaos-run.ts';

const seeds = Array.from({ length: 200 }, (_, index) => index * 7919 + 1);
const timesOf = (size: (typeof chaosSizes)[number], seed: number) => {
  const times: Record<string, number> = {};
  for (const { target } of chaosPlan(size, seed).kills) times[target] = (times[target] ?? 0) + 1;
  return times;
};

describe('the plan of a chaos run', () => {
  it('is the same for the same seed, and another for another', () => {
    for (const size of chaosSizes) {
      expect(chaosPlan(size, 42)).toEqual(chaosPlan(size, 42));
      expect(new Set(seeds.map((seed) => JSON.stringify(chaosPlan(size, seed).kills))).size).toBeGreaterThan(100);
    }
  });

  it('G2: ci kills two different ones, and over many seeds each pair of the three in both orders', () => {
    const pairs = new Set(
      seeds.map((seed) =>
        chaosPlan('ci', seed)
          .kills.map(({ target }) => target)
          .join(' '),
      ),
    );
    expect(pairs.size).toBe(6);
    for (const seed of seeds) expect(Object.values(timesOf('ci', seed))).toEqual([1, 1]);
  });

  it('G2: quick kills ten times in 500 payments, full two hundred times in 10,000 callbacks, each of the three', () => {
    expect(chaosPlan('quick', 1).payments).toBe(500);
    expect(timesOf('quick', 1)).toEqual({ 'payments-service': 5, server: 3, database: 2 });
    expect(chaosPlan('full', 1).deliveries).toHaveLength(10_000);
    expect(timesOf('full', 1)).toEqual({ 'payments-service': 100, server: 60, database: 40 });
  });

  it('G2: tells of every payment, of every other one twice, in an order of the seed’s own', () => {
    for (const size of chaosSizes) {
      for (const seed of seeds.slice(0, 5)) {
        const { payments, deliveries } = chaosPlan(size, seed);
        const times = new Map<number, number>();
        for (const place of deliveries) times.set(place, (times.get(place) ?? 0) + 1);
        expect([...times.keys()].toSorted((left, right) => left - right)).toEqual(Array.from({ length: payments }, (_, place) => place));
        const twice = [...times.values()].filter((count) => count === 2).length;
        expect([twice, Math.max(...times.values())]).toEqual([Math.floor(payments / 2), 2]);
      }
    }
    expect(chaosPlan('ci', 1).deliveries).not.toEqual(chaosPlan('ci', 2).deliveries);
  });

  it('kills one after another, and only while callbacks are still to come', () => {
    for (const size of chaosSizes) {
      for (const seed of seeds) {
        const { kills, deliveries } = chaosPlan(size, seed);
        const moments = kills.map(({ after }) => after);
        expect(moments).toEqual(moments.toSorted((left, right) => left - right));
        expect(moments[0]).toBeGreaterThan(0);
        expect(moments.at(-1)).toBeLessThan(deliveries.length);
      }
    }
  });
});

describe('the judge of a chaos run', () => {
  const plan = chaosPlan('ci', 1);
  const sound = {
    lost: 0,
    doubled: 0,
    torn: 0,
    deadLetters: 0,
    waiting: 0,
    killed: plan.kills.map(({ target }) => target),
    drainedMs: 60_000,
  };

  it('G2: wants all of it drained a minute after what was killed last is back, nothing given up, and every kill', () => {
    expect(isSoundG2(sound, plan)).toBe(true);
    for (const broken of [{ drainedMs: 60_001 }, { lost: 1 }, { deadLetters: 1 }, { waiting: 1 }, { killed: [] }])
      expect(isSoundG2({ ...sound, ...broken }, plan), JSON.stringify(broken)).toBe(false);
  });
});
