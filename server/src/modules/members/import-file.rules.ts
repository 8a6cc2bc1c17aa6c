import { type ImportRowError, MemberFields, importColumns, importLimits } from '@tsudoi/shared/contracts/members/member.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { MembershipTypeId } from '@tsudoi/shared/kernel/ids';
import { type JstDate, parseTypedDate } from '@tsudoi/shared/kernel/jst';
import { CsvError, parse } from 'csv-parse/sync';
import type * as z from 'zod';
import { dateRefusal } from './member-dates.rules.ts';
import type { ImportRow } from './import-job.repository.ts';

type Column = (typeof importColumns)[number];
type RowError = z.output<typeof ImportRowError>;

export interface ReadFile {
  readonly encoding: 'utf-8' | 'shift_jis';
  readonly rows: readonly { readonly line: number; readonly cells: ReadonlyMap<Column, string>; readonly isTooLong: boolean }[];
}

const requiredColumns: readonly Column[] = ['姓', '名', 'セイ', 'メイ', '会員種別'];
const fieldOfColumn: Readonly<Record<Column, keyof z.input<typeof MemberFields>>> = {
  会員番号: 'memberNumber',
  姓: 'familyName',
  名: 'givenName',
  セイ: 'familyNameKana',
  メイ: 'givenNameKana',
  会員種別: 'membershipTypeId',
  メール: 'contactEmail',
  電話: 'phone',
  郵便番号: 'postalCode',
  住所: 'address',
  所属: 'affiliation',
  生年月日: 'birthDate',
  入会日: 'joinedOn',
  備考: 'memo',
};
const columnOfField = new Map<string, Column>(importColumns.map((column) => [fieldOfColumn[column], column]));

/** UTF-8 if the bytes are valid UTF-8, else what Japanese Excel writes. @throws DomainError CSV_UNREADABLE */
function decode(bytes: Uint8Array): { encoding: ReadFile['encoding']; text: string } {
  for (const encoding of ['utf-8', 'shift_jis'] as const) {
    try {
      return { encoding, text: new TextDecoder(encoding, { fatal: true }).decode(bytes) };
    } catch {
      // The next encoding.
    }
  }
  throw new DomainError('CSV_UNREADABLE');
}

/** Records with the number of the line each begins on. @throws DomainError CSV_BROKEN_LINE, CSV_UNREADABLE */
function parseText(text: string): { record: string[]; line: number }[] {
  try {
    const parsed = parse(text, {
      bom: true,
      info: true,
      raw: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      max_record_size: 20_000,
    }) as unknown as { record: string[]; raw: string; info: { lines: number } }[];
    return parsed
      .map(({ record, raw, info }) => ({ record, line: info.lines - (raw.trimEnd().match(/\n/g)?.length ?? 0) }))
      .filter(({ record }) => record.some((cell) => cell !== ''));
  } catch (error) {
    if (error instanceof CsvError && typeof error['lines'] === 'number') throw new DomainError('CSV_BROKEN_LINE', { line: error['lines'] });
    throw new DomainError('CSV_UNREADABLE');
  }
}

function readHeader(header: readonly string[]): (Column | null)[] {
  const columns = header.map((cell) => {
    const name = cell.normalize('NFKC').trim();
    const column = importColumns.find((known) => known === name);
    if (!column && name !== '') throw new DomainError('CSV_HEADER_UNKNOWN', { column: name.slice(0, 40) });
    return column ?? null;
  });
  const missing = requiredColumns.find((column) => !columns.includes(column));
  if (missing) throw new DomainError('CSV_HEADER_MISSING', { column: missing });
  const twice = columns.find((column, index) => column !== null && columns.indexOf(column) !== index);
  if (twice) throw new DomainError('CSV_HEADER_TWICE', { column: twice });
  return columns;
}

/** Bytes to rows by column. @throws DomainError CSV_UNREADABLE, CSV_BROKEN_LINE, CSV_TOO_LARGE, CSV_HEADER_UNKNOWN, _MISSING, _TWICE */
export function readImportFile(bytes: Uint8Array): ReadFile {
  if (bytes.length > importLimits.bytes) throw new DomainError('CSV_TOO_LARGE', { rows: importLimits.rows });
  const { encoding, text } = decode(bytes);
  if (text.includes('\u0000')) throw new DomainError('CSV_UNREADABLE');
  const [header, ...records] = parseText(text);
  if (!header) throw new DomainError('CSV_UNREADABLE');
  if (records.length > importLimits.rows) throw new DomainError('CSV_TOO_LARGE', { rows: importLimits.rows });
  const columns = readHeader(header.record);
  return {
    encoding,
    rows: records.map(({ record, line }) => ({
      line,
      cells: new Map(columns.flatMap((column, index): [Column, string][] => (column ? [[column, record[index] ?? '']] : []))),
      // More cells than headings: an address with a bare comma has pushed everything behind it one column on.
      isTooLong: record.slice(columns.length).some((cell) => cell !== ''),
    })),
  };
}

export interface KnownFacts {
  readonly typeIds: ReadonlyMap<string, MembershipTypeId>;
  readonly takenNumbers: ReadonlySet<string>;
  readonly today: JstDate;
}

/** The date as people write it, in the form of the contract; what cannot be read stays, to be refused with its text. */
const date = (typed: string): string => (typed === '' ? '' : (parseTypedDate(typed) ?? typed));

/** Checks every row on its own and against the others; one list of errors per row, by column. */
export function checkImportRows(file: ReadFile, known: KnownFacts): ImportRow[] {
  const seen = new Set<string>();
  const people = new Set<string>();
  return file.rows.map(({ line, cells, isTooLong }) => {
    const cell = (column: Column): string => cells.get(column) ?? '';
    const typeId = known.typeIds.get(cell('会員種別').normalize('NFKC'));
    const parsed = MemberFields.safeParse({
      memberNumber: cell('会員番号'),
      familyName: cell('姓'),
      givenName: cell('名'),
      familyNameKana: cell('セイ'),
      givenNameKana: cell('メイ'),
      membershipTypeId: typeId ?? 'mty_00000000000000000000000000',
      contactEmail: cell('メール'),
      phone: cell('電話'),
      postalCode: cell('郵便番号'),
      address: cell('住所'),
      affiliation: cell('所属'),
      birthDate: date(cell('生年月日')),
      joinedOn: cell('入会日') === '' ? known.today : date(cell('入会日')),
      memo: cell('備考'),
    });
    const errors: RowError[] = [];
    const refuse = (column: Column, code: string) => errors.push({ column, code, value: cell(column).slice(0, 100) });
    if (isTooLong) errors.push({ column: null, code: 'too_many_cells', value: '' });
    if (!typeId) refuse('会員種別', cell('会員種別') === '' ? 'required' : 'unknown_membership_type');
    for (const issue of parsed.error?.issues ?? []) {
      const column = columnOfField.get(String(issue.path[0]));
      if (column && !errors.some((error) => error.column === column)) refuse(column, codeOf(issue));
    }
    const number = MemberFields.shape.memberNumber.safeParse(cell('会員番号')).data ?? '';
    if (number !== '' && known.takenNumbers.has(number)) refuse('会員番号', 'number_taken');
    else if (number !== '' && seen.has(number)) refuse('会員番号', 'number_twice');
    seen.add(number);
    const implausible = parsed.data ? dateRefusal(parsed.data, known.today) : null;
    if (implausible) refuse(implausible === 'BIRTH_DATE_IMPLAUSIBLE' ? '生年月日' : '入会日', 'implausible_date');
    // The same line twice is a slip of copying; namesakes differ in address, birth date or number.
    const person = JSON.stringify([...cells.values()].map((value) => value.normalize('NFKC')));
    if (people.has(person)) errors.push({ column: null, code: 'row_twice', value: '' });
    people.add(person);
    return {
      line,
      name: `${cell('姓')} ${cell('名')}`.trim(),
      kana: parsed.data ? `${parsed.data.familyNameKana} ${parsed.data.givenNameKana}` : `${cell('セイ')} ${cell('メイ')}`.trim(),
      memberNumber: number || cell('会員番号'),
      membershipTypeName: cell('会員種別'),
      contactEmail: parsed.data?.contactEmail ?? cell('メール'),
      errors,
      fields: errors.length === 0 ? (parsed.data ?? null) : null,
    };
  });
}

/** A union reports its branches; the one that is not "must be empty" says what is wrong. */
function codeOf(issue: z.core.$ZodIssue): string {
  const inner = issue.code === 'invalid_union' ? issue.errors.flat().find(({ message }) => /^[a-z][a-z0-9_]*$/.test(message)) : undefined;
  const message = inner?.message ?? issue.message;
  return /^[a-z][a-z0-9_]*$/.test(message) ? message : 'invalid';
}
