import { describe, expect, it } from 'vitest';
import { hintAllowance } from './hint.policy.ts';
import { isDenied, isSameTelling, nextHintAt } from './hint.rules.ts';

const receivedAt = new Date('2026-05-12T03:00:00Z');
const later = (seconds: number) => new Date(receivedAt.getTime() + seconds * 1000);

describe('provider case 18: what may tell of more money each time', () => {
  it('is the same within ten minutes of what was told last, and later a matter of its own', () => {
    expect([-5, 0, 599, 600].map((seconds) => isSameTelling(receivedAt, later(seconds)))).toEqual([true, true, true, false]);
  });
});

describe('T8: unsigned notices', () => {
  it('are followed again sooner at first, every ten minutes later, and no longer than a day', () => {
    expect(nextHintAt(receivedAt, 1, receivedAt)).toEqual(later(4));
    expect(nextHintAt(receivedAt, 5, later(100))).toEqual(later(164));
    expect(nextHintAt(receivedAt, 40, later(5000))).toEqual(later(5600));
    expect(nextHintAt(receivedAt, 40, later(86_400))).toBeNull();
  });

  it('are made up once the provider has denied them three times', () => {
    expect([1, 2, 3, 4].map(isDenied)).toEqual([false, false, true, true]);
  });

  it('of one organisation are counted by the minute, and do not count against another', () => {
    let now = 0;
    const allowance = hintAllowance(2, () => now);
    expect([allowance.take('a'), allowance.take('a'), allowance.take('a'), allowance.take('b')]).toEqual([true, true, false, true]);
    now = 60_000;
    expect(allowance.take('a')).toBe(true);
  });
});
