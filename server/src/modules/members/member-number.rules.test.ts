import type { MembershipTypeId } from '@tsudoi/shared/kernel/ids';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { firstNumbering, numberText, patternOf, seriesOf, valueIn } from './member-number.rules.ts';

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
