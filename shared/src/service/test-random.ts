import { randomInt } from 'node:crypto';

/** Chance that can be repeated: the same seed draws the same numbers. For tests only; secrets come from node:crypto. */
export interface TestRandom {
  readonly seed: number;
  /** From 0 up to, not including, `end`. */
  below(end: number): number;
  /** True in so many cases of a hundred. */
  percent(chance: number): boolean;
  shuffled<T>(items: readonly T[]): T[];
}

/** mulberry32: 32 bits of state are plenty for orders and moments. */
export function testRandom(seed: number): TestRandom {
  let state = seed >>> 0;
  const below = (end: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * end);
  };
  return {
    seed,
    below,
    percent: (chance) => below(100) < chance,
    shuffled<T>(items: readonly T[]): T[] {
      const mixed = [...items];
      for (let index = mixed.length - 1; index > 0; index -= 1) {
        const other = below(index + 1);
        [mixed[index], mixed[other]] = [mixed[other]!, mixed[index]!];
      }
      return mixed;
    },
  };
}

/** The seed that was asked for, or a new one; whoever draws prints it, so that a red run can be repeated. @throws Error */
export function seedFrom(text: string | undefined): number {
  if (text === undefined || text === '') return randomInt(1, 2 ** 31);
  if (!/^\d{1,10}$/.test(text)) throw new Error(`a seed is a whole number, not ${text}`);
  return Number(text);
}
