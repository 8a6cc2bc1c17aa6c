import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fenceEvery, fencesOf, stepsFor, windowEnd } from './member-window.rules.ts';

const key = (number: number) => String(number).padStart(6, '0');

describe('windows over a long list', () => {
  test('fences stand two hundred apart, whatever the order the keys came in', () => {
    const members = Array.from({ length: 1000 }, (_, at) => ({ key: key(at), facets: ['*'] }));
    expect(fencesOf([...members].reverse()).get('*')).toEqual({ count: 1000, fences: [200, 400, 600, 800].map(key) });
    expect(fencesOf(members.slice(0, fenceEvery)).get('*')).toEqual({ count: fenceEvery, fences: [] });
    expect(fencesOf([]).size).toBe(0);
  });

  test('P4 however a list lies among the others, no window of one fence holds more than two hundred of it', () => {
    fc.assert(
      fc.property(
        // Runs of one type, and of none: long ones, so that a window over everybody would take in many of them.
        fc.array(fc.record({ length: fc.nat(700), listed: fc.boolean() }), { minLength: 1, maxLength: 8 }),
        fc.nat(5000),
        fc.boolean(),
        (runs, from, descending) => {
          let at = 0;
          const members = runs.flatMap(({ length, listed }) =>
            Array.from({ length }, () => ({ key: key((at += 1)), facets: listed ? ['*', 'student'] : ['*'] })),
          );
          const after = from > at ? null : key(from);
          const { fences = [] } = fencesOf(members).get('student') ?? {};
          const until = windowEnd(fences, after, descending, 1);
          const [low, high] = descending ? [until, after] : [after, until];
          const held = members.filter(({ facets }) => facets.includes('student'));
          const within = held.filter((one) => (low === null || one.key > low) && (high === null || one.key < high));
          expect(within.length).toBeLessThanOrEqual(fenceEvery);
        },
      ),
    );
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

  test('where a tenth of a list is wanted, the window is ten times as wide', () => {
    expect(stepsFor(51, 1)).toBe(1);
    expect(stepsFor(51, 0.1)).toBe(4);
    expect(stepsFor(201, 0.1)).toBe(16);
  });
});
