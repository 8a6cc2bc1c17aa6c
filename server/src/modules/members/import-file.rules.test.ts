import { importColumns } from '@tsudoi/shared/contracts/members/member.contract';
import { isDomainErrorCode, DomainError } from '@tsudoi/shared/kernel/domain-error';
import { newMembershipTypeId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkImportRows, readImportFile } from './import-file.rules.ts';

const typeId = newMembershipTypeId();
const known = { typeIds: new Map([['正会員', typeId]]), takenNumbers: new Set(['A-1']), today: jstDate('2026-11-24') };
const check = (...lines: string[]) =>
  checkImportRows(readImportFile(new TextEncoder().encode([importColumns.join(','), ...lines].join('\r\n'))), known);

test('cells are converted as a person means them', () => {
  const [row] = check(
    'ａ－2,髙﨑,春子,たかさき,ﾊﾙｺ,正会員,Ｈａｒｕｋｏ＠example.jp,０３（1234）5678,〒100-0001,"東京都, 千代田区",,昭和55年1月2日,R8.4.1,"行1\n行2"',
  );
  expect(row!.errors).toEqual([]);
  expect(row!.fields).toMatchObject({
    memberNumber: 'A-2',
    familyNameKana: 'タカサキ',
    givenNameKana: 'ハルコ',
    contactEmail: 'haruko@example.jp',
    phone: '0312345678',
    postalCode: '1000001',
    address: '東京都, 千代田区',
    birthDate: '1980-01-02',
    joinedOn: '2026-04-01',
    memo: '行1\n行2',
  });
});

const code = (text: string): string => {
  try {
    readImportFile(new TextEncoder().encode(text));
    return 'read';
  } catch (error) {
    return error instanceof DomainError ? `${error.code} ${JSON.stringify(error.params)}` : String(error);
  }
};
const row = 'A-9,髙﨑,春子,タカサキ,ハルコ,正会員,,,,,,,,';

test('IMP-01: cells pushed beyond the last heading refuse their row; empty ones are only Excel', () => {
  expect(check(`${row},余分`)[0]!.errors).toEqual([{ column: null, code: 'too_many_cells', value: '' }]);
  expect(check(`${row},,`)[0]!.errors).toEqual([]);
});

test('a heading twice, unknown or missing is named', () => {
  expect(code('姓,姓,名,セイ,メイ,会員種別\n')).toBe('CSV_HEADER_TWICE {"column":"姓"}');
  expect(code('姓,名,セイ,メイ,種別\n')).toBe('CSV_HEADER_UNKNOWN {"column":"種別"}');
  expect(code('姓,名,セイ,メイ\n')).toBe('CSV_HEADER_MISSING {"column":"会員種別"}');
});

test('case 80: a row is told by the line it begins on, a broken one by its line', () => {
  const rows = check('A-7,髙﨑,春子,タカサキ,ハルコ,正会員,,,,,,,,"一\n二\n三"', 'A-8,,春子,タカサキ,ハルコ,正会員,,,,,,,,');
  expect(rows.map(({ line }) => line)).toEqual([2, 5]);
  expect(code(`${importColumns.join(',')}\n${row}\nA-2,髙"﨑,春子,タカサキ,ハルコ,正会員,,,,,,,,\n`)).toMatch(
    /^CSV_BROKEN_LINE {"line":3}$/,
  );
  expect(code(`${importColumns.join(',')}\n${row}${'長'.repeat(30_000)}\n`)).toMatch(/^CSV_BROKEN_LINE/);
});

test('the same line twice and a year nobody can be born in are refused', () => {
  expect(check(row.replace('A-9', ''), row.replace('A-9', '')).map(({ errors }) => errors.map((error) => error.code))).toEqual([
    [],
    ['row_twice'],
  ]);
  const born = (birthDate: string, joinedOn: string) =>
    check(`A-9,髙﨑,春子,タカサキ,ハルコ,正会員,,,,,,${birthDate},${joinedOn},`)[0]!.errors.map((error) => `${error.column} ${error.code}`);
  expect(born('2030/1/1', '2020/4/1')).toEqual(['生年月日 implausible_date']);
  expect(born('1980/1/1', '2099/12/31')).toEqual(['入会日 implausible_date']);
});

test('a number in use and an empty name are told by column', () => {
  const [row] = check('A-1,,春子,タカサキ,ハルコ,正会員,,,,,,,,');
  expect(row!.errors.map(({ column, code }) => [column, code])).toEqual([
    ['姓', 'required'],
    ['会員番号', 'number_taken'],
  ]);
});

test('columns may come in any order, and only the needed ones', () => {
  const file = readImportFile(new TextEncoder().encode('会員種別,メイ,セイ,名,姓\n正会員,イチ,ヤマ,一,山'));
  expect(checkImportRows(file, known)[0]!.fields).toMatchObject({ familyName: '山', givenNameKana: 'イチ', joinedOn: '2026-11-24' });
});

test('whatever the bytes are, they are read or refused with a reason', () => {
  const readable = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    fc.string({ unit: 'binary', maxLength: 300 }).map((text) => new TextEncoder().encode(`${importColumns.join(',')}\n${text}`)),
  );
  fc.assert(
    fc.property(readable, (bytes) => {
      try {
        for (const row of checkImportRows(readImportFile(bytes), known)) expect(row.fields === null).toBe(row.errors.length > 0);
      } catch (error) {
        expect(error).toBeInstanceOf(DomainError);
        expect(isDomainErrorCode((error as DomainError).code)).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});
