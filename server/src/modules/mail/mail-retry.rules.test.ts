import { describe, expect, it } from 'vitest';
import { maxMailAttempts, nextMailAttempt } from './mail-retry.rules.ts';

const created = new Date('2026-05-01T00:00:00Z');

describe('trying a mail again', () => {
  it('waits a minute, then twice as long each time, four hours at most', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 8].map(
      (attempts) => (nextMailAttempt(attempts, created, created, false)!.getTime() - created.getTime()) / 60_000,
    );
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128]);
  });

  it('gives up on what the other side refuses for good, and after the last attempt', () => {
    expect(nextMailAttempt(1, created, created, true)).toBeNull();
    expect(nextMailAttempt(maxMailAttempts, created, created, false)).toBeNull();
  });

  it('T30: never tries again when the key that makes it one mail may have been forgotten', () => {
    const late = new Date(created.getTime() + 23.9 * 3_600_000);
    expect(nextMailAttempt(5, created, late, false)).toBeNull();
  });

  it('ends within the key’s day however it fails', () => {
    let now = created;
    for (let attempts = 1; ; attempts += 1) {
      const next = nextMailAttempt(attempts, created, now, false);
      if (!next) break;
      now = next;
    }
    expect(now.getTime() - created.getTime()).toBeLessThan(24 * 3_600_000);
  });
});
