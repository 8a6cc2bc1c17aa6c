import type { MembershipTypeId } from '@tsudoi/shared/kernel/ids';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mostGaps, reachOf, firstNumbering, numberText, patternOf, seriesOf, valueIn } from './member-number.rules.ts';

const student = 'mty_student' as MembershipTypeId;
const numbering = { ...firstNumbering, types: [{ membershipTypeId: student, prefix: 'G-', width: 3 }] };

describe('patterns of member numbers', () => {
  test("a type with a pattern of its own uses it, the others the organisation's", () => {
    expect(numberText(patternOf(numbering, student), '2026', 7)).toBe('G-2026-007');
    expect(numberText(patternOf(numbering, null), '2026', 12_345)).toBe('2026-12345');
    expect(numberText({ prefix: '', withYear: false, width: 6 }, '2026', 1)).toBe('000001');
    expect(seriesOf(firstNumbering, '2026')).toBe('member-number:2026');
    expect(seriesOf(patternOf(numbering, student), '2026')).toBe('member-number:G-2026');
  });

  test('a text is read back only as the pattern would have written it', () => {
    const pattern = patternOf(numbering, student);
    expect(valueIn(pattern, '2026', 'G-2026-007')).toBe(7);
    for (const text of ['G-2026-7', 'G-2025-007', '2026-007', 'G-2026-', 'G-2026-00A']) expect(valueIn(pattern, '2026', text)).toBeNull();
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99_999_999 }), fc.integer({ min: 1, max: 8 }), fc.boolean(), (value, width, withYear) => {
        const any = { prefix: 'AB', withYear, width };
        expect(valueIn(any, '2026', numberText(any, '2026', value))).toBe(value);
      }),
    );
  });
});

const reach = (values: readonly number[], last: number, inUse: readonly number[] = [], step = mostGaps + 1) =>
  reachOf(values, last, step, new Set(inUse));

test('NUM-01, decision 0105: a series goes on behind numbers near it or beside one in use, and behind none far from all', () => {
  expect(reach([91], 90)).toBe(91);
  expect(reach([93, 91], 90)).toBe(93);
  expect([reach([101], 90), reach([102], 90)]).toEqual([101, 90]);
  // As far as proposals reach, where many wait.
  expect(reach([140], 90, [], 51)).toBe(140);
  expect(reach([90_001, 91], 90)).toBe(91);
  expect(reach([90_001, 90_002], 90)).toBe(90);
  expect([reach([1043], 0, [1042]), reach([1043], 0, [1033]), reach([1043], 0, [1032]), reach([1043], 0, [1044])]).toEqual([
    1043, 1043, 0, 0,
  ]);
  // From one to the next.
  expect(reach([1060, 1050, 1043], 0, [1042])).toBe(1060);
  // One below where it is moves nothing back.
  expect(reach([5], 90)).toBe(90);
  expect(reach([], 90)).toBe(90);
});
