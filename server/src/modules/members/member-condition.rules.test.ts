import { CustomCondition, CustomConditions, JoinedCondition } from '@tsudoi/shared/contracts/members/member-condition.contract';
import type { CustomValue } from '@tsudoi/shared/contracts/members/custom-field.contract';
import { newCustomFieldId, newCustomOptionId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { customNarrow, fitsCustom, foldedTexts, joinedDays, joinedKeys, ownKeys } from './member-condition.rules.ts';
import { indexOf, listConditions, seeksOf } from './member-list.rules.ts';
import { memberSearch } from './member-search.rules.ts';
import { foldForSearch } from './search-fold.rules.ts';

const fieldId = newCustomFieldId();
const options = Array.from({ length: 4 }, newCustomOptionId);
const days = ['1868-09-08', '1989-01-07', '2000-12-31', '2026-04-01', '2100-01-01', '2345-06-07'].map(jstDate);
const number = fc.oneof(fc.integer({ min: -5000, max: 5000 }), fc.constantFrom(0, 0.0001, -0.25, 9.9999, 10, 1e11, -999_999_999_999));
const ends = <T extends number | string>(value: fc.Arbitrary<T>) =>
  fc
    .record({ from: fc.option(value, { nil: null }), to: fc.option(value, { nil: null }) })
    .filter(({ from, to }) => (from === null ? to !== null : to === null || from <= to));
const text = fc.constantFrom(
  '東京支部',
  'トウキョウ',
  'とうきょう',
  'ﾄｳｷｮｳ',
  'ABC-1',
  'ａｂｃ－１',
  '髙橋',
  '高橋',
  '2026-04-01',
  '２０２６－０４－０１',
  'a.c',
);
const cases = fc.oneof(
  fc.record({ value: number, condition: ends(number).map((range) => ({ fieldId, is: 'numbers' as const, ...range })) }),
  fc.record({
    value: fc.constantFrom(...days),
    condition: ends(fc.constantFrom(...days)).map((range) => ({ fieldId, is: 'days' as const, ...range })),
  }),
  fc.record({
    value: fc.oneof(fc.constantFrom(...options), fc.subarray(options, { minLength: 1 })),
    condition: fc.subarray(options, { minLength: 1 }).map((optionIds) => ({ fieldId, is: 'options' as const, optionIds })),
  }),
  fc.record({ value: text, condition: text.map((wanted) => ({ fieldId, is: 'equal' as const, text: wanted })) }),
);

describe('conditions on own fields', () => {
  test('MEM-02: whoever fits is found by the entries that are looked up, whatever the value', () => {
    fc.assert(
      fc.property(cases, ({ value, condition }) => {
        expect(CustomCondition.safeParse(condition).success).toBe(true);
        const values = { [fieldId]: value as CustomValue };
        fc.pre(fitsCustom(values, condition));
        const { searchKeys } = customNarrow(condition).seek as { readonly searchKeys: string | { readonly $in: readonly string[] } };
        const asked = typeof searchKeys === 'string' ? [searchKeys] : searchKeys.$in;
        expect(ownKeys(values).some((key) => asked.includes(key))).toBe(true);
      }),
    );
  });

  test('a text is found however it is written, and literally; whoever has no value never fits', () => {
    const fits = (value: string, is: 'equal' | 'contains', wanted: string) =>
      fitsCustom({ [fieldId]: value }, { fieldId, is, text: wanted });
    for (const [value, wanted] of [
      ['トウキョウ', 'とうきょう'],
      ['ﾄﾞﾜﾌ', 'どわふ'],
      ['ＡＢＣ－1', 'abc-1'],
      ['髙﨑', '高崎'],
    ] as const) {
      expect(fits(value, 'equal', wanted), value).toBe(true);
      expect(fits(wanted, 'contains', value), value).toBe(true);
    }
    expect([fits('東京支部', 'contains', '京支'), fits('東京支部', 'equal', '東京')]).toEqual([true, false]);
    expect([fits('abc', 'contains', 'a.c'), fits('a.c', 'equal', 'a.c'), fits('(', 'contains', '(')]).toEqual([false, true, true]);
    expect(fitsCustom({}, { fieldId, is: 'numbers', from: null, to: 5 })).toBe(false);
  });

  describe('MEM-02: a text is compared as the search of names compares', () => {
    /** What the query finds in what is kept, and what “why not?” says. */
    function fits(value: string, is: 'equal' | 'contains', text: string): boolean {
      const condition = { fieldId, is, text };
      const kept = foldedTexts({ [fieldId]: value })[fieldId]!;
      const wanted = customNarrow(condition).rest[`foldedTexts.${fieldId}`];
      const isFound = wanted instanceof RegExp ? wanted.test(kept) : wanted === kept;
      expect(fitsCustom({ [fieldId]: value }, condition)).toBe(isFound);
      return isFound;
    }
    const odd = [
      '東京　太郎',
      '㈱山田製作所',
      '第Ⅳ期',
      '①',
      '10㎡',
      '㍿山田',
      '渡辺\u{e0100}東',
      'か\u3099くふ',
      '…………',
      '⑪',
      'ﬁn',
      'Café',
    ];

    test.each(odd)('%s is found by itself', (value) => {
      expect([fits(value, 'equal', value), fits(value, 'contains', value)]).toEqual([true, true]);
    });

    test('however it is written, and nothing else', () => {
      expect(fits('㈱山田製作所', 'equal', '(株)山田製作所')).toBe(true);
      expect(fits('東京　太郎', 'equal', '東京 太郎')).toBe(true);
      expect(fits('㈱山田製作所', 'contains', '株')).toBe(true);
      expect(['か\u3099くふ', 'ｶﾞｸﾌ'].map((value) => fits(value, 'contains', 'か'))).toEqual([false, false]);
      const letters = [
        ...odd.flatMap((value) => [...value]),
        '(',
        ')',
        '.',
        '*',
        '[',
        '\\',
        '|',
        '^',
        'ー',
        '-',
        '髙',
        '高',
        ' ',
        'ガ',
        '\u3099',
      ];
      const typed = fc
        .array(fc.constantFrom(...letters), { minLength: 1, maxLength: 7 })
        .map((all) => all.join('').trim())
        .filter((one) => foldForSearch(one) !== '');
      fc.assert(
        fc.property(typed, typed, fc.nat(4), (value, other, from) => {
          const folded = foldForSearch(value);
          const part = [...value].slice(from, from + 2).join('');
          for (const wanted of [value, other, folded, ...(part === '' ? [] : [part])]) {
            expect(fits(value, 'equal', wanted)).toBe(folded === foldForSearch(wanted));
            expect(fits(value, 'contains', wanted)).toBe(folded.includes(foldForSearch(wanted)));
          }
        }),
      );
    });

    test('no expression is longer than the thousand bytes that the engine takes', () => {
      for (const letter of ['字', '.', '㍿', 'か\u3099', '𠮷', '⑩']) {
        const condition = { fieldId, is: 'contains' as const, text: letter.repeat(200 / letter.length) };
        expect(CustomCondition.safeParse(condition).success).toBe(true);
        const { rest, texts = [] } = customNarrow(condition);
        const expressions = [...Object.values(rest), ...texts].filter((one) => one instanceof RegExp);
        expect(expressions.length).toBe(2);
        for (const { source } of expressions) expect(Buffer.byteLength(source)).toBeLessThan(1000);
      }
    });
  });

  test('what is no range is refused: both ends open, or the wrong way round, or a field twice', () => {
    const numbers = { fieldId, is: 'numbers' as const };
    for (const range of [
      { from: null, to: null },
      { from: 2, to: 1 },
    ])
      expect(CustomCondition.safeParse({ ...numbers, ...range }).success).toBe(false);
    expect(JoinedCondition.safeParse({ from: '2026-04-02', to: '2026-04-01' }).success).toBe(false);
    expect(
      CustomConditions.safeParse([
        { ...numbers, from: 1, to: 1 },
        { ...numbers, from: 1, to: 2 },
      ]).success,
    ).toBe(false);
  });
});

describe('conditions on the day of joining', () => {
  test('a fiscal year is that of the organisation, this one or the last', () => {
    const today = jstDate('2026-03-31');
    expect(joinedDays({ fiscalYear: 'this' }, today, 4)).toEqual({ from: '2025-04-01', to: '2026-03-31' });
    expect(joinedDays({ fiscalYear: 'last' }, today, 4)).toEqual({ from: '2024-04-01', to: '2025-03-31' });
    expect(joinedDays({ fiscalYear: 'this' }, today, 1)).toEqual({ from: '2026-01-01', to: '2026-12-31' });
    expect(joinedKeys({ from: null, to: jstDate('2026-02-28') })).toEqual({ $lt: '2026-03-01' });
  });

  test('P4: each condition but part of a text is answered by one index, and days of joining in their order by one range', () => {
    const list = { status: null, membershipTypeId: null, search: null, descending: false, after: null };
    const joined = { from: jstDate('2020-04-01'), to: jstDate('2021-03-31') };
    const narrows = [
      customNarrow({ fieldId, is: 'options', optionIds: options }),
      customNarrow({ fieldId, is: 'numbers', from: null, to: 99 }),
      customNarrow({ fieldId, is: 'equal', text: '東京' }),
    ];
    for (const seek of seeksOf({ ...list, joined, narrows }).flat())
      expect(indexOf({ orgId: 'org', ...seek }, null)).toMatch(/^(search|list_joined)$/);
    expect(seeksOf({ ...list, narrows: [customNarrow({ fieldId, is: 'contains', text: '京' })] })).toEqual([]);
    // However a list is read, nothing that it is narrowed by is lost.
    const owing = { ...list, sort: 'kana' as const, dues: 'owing' as const, duesFirst: true };
    const first = seeksOf({ ...list, narrows })[0]?.[0];
    for (const query of [
      { ...owing, narrows, first },
      { ...owing, search: memberSearch('髙') },
    ])
      expect(JSON.stringify(listConditions(query).rest)).toContain('"=o"');
    expect(listConditions({ ...owing, narrows }).seek).toEqual({ searchKeys: '=o' });
    const page = (after: string | null, until: string | null) => listConditions({ ...list, joined, sort: 'joined', after, until }).seek;
    expect(page(null, null)).toMatchObject({ joinedKey: { $gte: '2020-04-01', $lt: '2021-04-01' } });
    expect(page('2020-06-01\u0003a', '2020-08-01\u0003b')).toMatchObject({
      joinedKey: { $gt: '2020-06-01\u0003a', $lte: '2020-08-01\u0003b' },
    });
    expect(page('2019-01-01\u0003a', '2030-01-01\u0003b')).toMatchObject({ joinedKey: { $gte: '2020-04-01', $lt: '2021-04-01' } });
    const back = listConditions({ ...list, joined, sort: 'joined', descending: true, after: '2020-06-01\u0003a', until: null }).seek;
    expect(back).toMatchObject({ joinedKey: { $gte: '2020-04-01', $lt: '2020-06-01\u0003a' } });
  });
});
