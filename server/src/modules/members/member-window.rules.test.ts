import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fenceEvery, fencesOf, stepsFor, windowEnd } from './member-window.rules.ts';

const key = (number: number) => String(number).padStart(6, '0');

describe('windows over a long list', () => {
  test('fences stand four hundred apart, whatever the order the keys came in', () => {
    const keys = Array.from({ length: 2000 }, (_, at) => key(at));
    expect(fencesOf([...keys].reverse())).toEqual([400, 800, 1200, 1600].map(key));
    expect(fencesOf(keys.slice(0, fenceEvery))).toEqual([]);
  });

  test('a window ends ahead in the direction of the list, and the last one is open', () => {
    const fences = ['c', 'f', 'j'];
    expect(windowEnd(fences, null, false, 1)).toBe('c');
    expect(windowEnd(fences, 'c', false, 1)).toBe('f');
    expect(windowEnd(fences, 'a', false, 3)).toBe('j');
    expect(windowEnd(fences, 'k', false, 1)).toBeNull();
    expect(windowEnd(fences, null, true, 1)).toBe('j');
    expect(windowEnd(fences, 'j', true, 2)).toBe('c');
    expect(windowEnd(fences, 'b', true, 1)).toBeNull();
  });

  test('windows in turn hold every key once and in order, old fences or not', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(9999), { maxLength: 300 }),
        fc.uniqueArray(fc.nat(9999), { maxLength: 30 }),
        fc.boolean(),
        (numbers, fenceNumbers, descending) => {
          const order = (left: string, right: string) => (left < right === !descending ? -1 : 1);
          const keys = numbers.map(key);
          const fences = fenceNumbers.map(key).sort();
          const read: string[] = [];
          let after: string | null = null;
          for (let steps = 1; ; steps *= 2) {
            const until: string | null = windowEnd(fences, after, descending, steps);
            const from = after;
            const inside = (one: string) =>
              descending
                ? (from === null || one < from) && (until === null || one >= until)
                : (from === null || one > from) && (until === null || one <= until);
            read.push(...keys.filter(inside).sort(order));
            if (until === null) break;
            after = until;
          }
          expect(read).toEqual([...keys].sort(order));
        },
      ),
    );
  });

  test('a list that is a tenth of all looks ten times as far', () => {
    expect(stepsFor(51, 1)).toBe(1);
    expect(stepsFor(51, 0.1)).toBe(2);
    expect(stepsFor(201, 0.1)).toBe(8);
  });
});
