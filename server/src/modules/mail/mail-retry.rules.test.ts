import { describe, expect, it } from 'vitest';
import { maxMailAttempts, nextMailAttempt, restMs } from './mail-retry.rules.ts';

const created = new Date('2026-05-01T00:00:00Z');
const hour = 3_600_000;

describe('trying a mail again', () => {
  it('waits a minute, then twice as long each time, four hours at most, for a day in all', () => {
    const waits: number[] = [];
    for (let attempts = 1; ; attempts += 1) {
      const next = nextMailAttempt(attempts, null, created);
      if (!next) break;
      waits.push((next.getTime() - created.getTime()) / 60_000);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 240, 240, 240, 240, 240]);
    expect(waits).toHaveLength(maxMailAttempts - 1);
    expect(waits.reduce((sum, wait) => sum + wait, 0) / 60).toBeGreaterThan(24);
  });

  it('T30: never tries again when the key that makes it one mail may have been forgotten', () => {
    const late = new Date(created.getTime() + 23.9 * hour);
    expect(nextMailAttempt(5, created, late)).toBeNull();
    // What was never taken has no key: it may wait for as long as it has to.
    expect(nextMailAttempt(5, null, late)).not.toBeNull();
  });

  it('T30: ends within the key’s day however often it is not known whether it arrived', () => {
    let now = created;
    for (let attempts = 1; ; attempts += 1) {
      const next = nextMailAttempt(attempts, created, now);
      if (!next) break;
      now = next;
    }
    expect(now.getTime() - created.getTime()).toBeLessThan(24 * hour);
    expect(now.getTime() - created.getTime()).toBeGreaterThan(16 * hour);
  });
});

describe('resting while nothing can be sent', () => {
  it('is as long as the provider asks for, else longer each time, ten minutes at most', () => {
    expect([1, 2, 3, 6, 7, 60].map((inARow) => restMs(inARow, null) / 1000)).toEqual([15, 30, 60, 480, 600, 600]);
    expect([restMs(4, 2000), restMs(1, 1), restMs(1, 86_400_000)]).toEqual([2000, 1000, 600_000]);
  });
});
