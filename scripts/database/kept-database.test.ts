import { expect, it } from 'vitest';
import { isCrashLoop } from './kept-database.ts';

it('three falls within a minute are a loop, three over a longer time are not', () => {
  expect(isCrashLoop([])).toBe(false);
  expect(isCrashLoop([0, 1000])).toBe(false);
  expect(isCrashLoop([0, 30_000, 60_000])).toBe(true);
  expect(isCrashLoop([0, 30_000, 60_001])).toBe(false);
  expect(isCrashLoop([0, 300_000, 300_100, 300_200])).toBe(true);
});
