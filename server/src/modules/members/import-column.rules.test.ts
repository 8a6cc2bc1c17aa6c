import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { importColumns } from '@tsudoi/shared/contracts/members/member.contract';
import type { ImportMatch, ImportTarget, PlainTarget } from '@tsudoi/shared/contracts/members/member-import.contract';
import { expect, test } from 'vitest';
import { checkHeadings, checkTargets, columnNames } from './import-column.rules.ts';
import { guessTargets } from './import-heading.rules.ts';

test('IMP-02: headings of our own file and of others say what they are', () => {
  expect(guessTargets(importColumns).map((target) => columnNames[target as PlainTarget])).toEqual([...importColumns]);
  expect(
    guessTargets(['会員Ｎｏ．', ' 氏 名 ', '氏名（カナ）', '会員区分', 'Ｅ－ｍａｉｌ', '携帯電話番号', '〒', '都道府県', '市区町村']),
  ).toEqual(['memberNumber', 'fullName', 'fullKana', 'membershipType', 'contactEmail', 'ignore', 'postalCode', 'prefecture', 'city']);
  // A column by the name that we give it on the screen is never one to be left out.
  for (const [target, name] of Object.entries(columnNames)) expect(guessTargets([name]), name).toEqual([target]);
  // Of two that say the same the first is taken; a person puts the rest right.
  expect(guessTargets(['電話', 'TEL', '行', '直すところ', 'constructor', '__proto__', ''])).toEqual([
    'phone',
    'ignore',
    'ignore',
    'ignore',
    'ignore',
    'ignore',
    'ignore',
  ]);
  expect(guessTargets(['趣味'], new Map([['趣味', 'memo']]))).toEqual(['memo']);
});

const refusal = (targets: readonly ImportTarget[], match: ImportMatch = 'none', headings = targets.map(String)): string => {
  try {
    checkTargets(headings, targets, match);
    return 'fine';
  } catch (error) {
    return error instanceof DomainError ? `${error.code} ${error.params['column'] ?? ''}`.trim() : String(error);
  }
};
const whole = ['fullName', 'fullKana', 'membershipType'] as const;

test('what is missing or there twice is named', () => {
  expect(refusal(whole)).toBe('fine');
  expect(refusal(['fullName', 'membershipType'])).toBe('CSV_HEADER_MISSING セイ');
  expect(refusal(['fullName', 'fullKana'])).toBe('CSV_HEADER_MISSING 会員種別');
  expect(refusal([...whole, 'phone', 'phone'])).toBe('CSV_HEADER_TWICE 電話');
  expect(refusal([...whole, 'familyName'])).toBe('CSV_HEADER_TWICE 氏名');
  expect(refusal([...whole, 'address', 'address', 'memo', 'memo', 'ignore', 'ignore'])).toBe('fine');
  expect(refusal(['memberNumber', 'phone'], 'memberNumber')).toBe('fine');
  expect(refusal(whole, 'contactEmail')).toBe('CSV_HEADER_MISSING メール');
  expect(refusal(whole, 'none', ['one'])).toBe('INVALID_INPUT');
});

test('a file without headings, or with too many, is refused', () => {
  expect(() => checkHeadings(['', ' '])).toThrow('CSV_EMPTY');
  expect(() => checkHeadings(Array.from({ length: 201 }, (_, at) => String(at)))).toThrow('CSV_TOO_MANY_COLUMNS');
  expect(checkHeadings(['a', '', 'b', '', ''])).toEqual(['a', '', 'b']);
});
