import { type LetterIssue, type ListFileCheck, type ListFormat, xlsxMostRows } from '@tsudoi/shared/contracts/list-file.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { BSON, type AbstractCursor } from 'mongodb';
import { type Cell, csvRecord } from './csv.ts';
import { toShiftJis, unmappable } from './shift-jis.ts';
import { workbookOf } from './xlsx.ts';

export interface ListRow {
  readonly cells: readonly Cell[];
  /** Whose row it is, for the access log and where something has to be said of it. */
  readonly memberId: MemberId | null;
  readonly memberNumber: string;
  readonly name: string;
}

/** A list of the office as a file: its rows come batch by batch, so that no size of organisation fills the memory. */
export interface ListFile {
  readonly sheetName: string;
  readonly head: readonly string[];
  /** As many as `rows` gives. */
  count(): Promise<number>;
  rows(): AsyncIterable<readonly ListRow[]>;
}

const shownIssues = 100;
const readAtOnce = 250;

/**
 * What a cursor of raw documents finds, some at a time: the next batch is on its way while one is read and written, and
 * only few are opened at once, so that what was read is gone before the collector takes it for something that stays.
 */
export async function* batchesOf<Row>(cursor: AbstractCursor<unknown>, atOnce = readAtOnce): AsyncGenerator<Row[]> {
  try {
    for (let more = cursor.hasNext(); await more;) {
      const batch = cursor.readBufferedDocuments() as unknown as Uint8Array[];
      more = cursor.hasNext();
      more.catch(() => undefined);
      for (let from = 0; from < batch.length; from += atOnce)
        yield batch.slice(from, from + atOnce).map((bytes) => BSON.deserialize(bytes) as Row);
    }
  } finally {
    await cursor.close();
  }
}

/** How many rows a file would have and, for Shift_JIS, which letters of its headings and cells it cannot carry. */
export async function checkList(file: ListFile, format: ListFormat): Promise<ListFileCheck> {
  const issues: LetterIssue[] = [];
  if (format !== 'csv_sjis') return { rows: await file.count(), issues, issueCount: 0 };
  let rows = 0;
  let issueCount = 0;
  const look = (cell: Cell, whose: Omit<LetterIssue, 'column' | 'letters'>, column: string) => {
    const letters = typeof cell === 'string' ? unmappable(cell) : [];
    if (letters.length === 0) return;
    issueCount += 1;
    if (issues.length < shownIssues) issues.push({ ...whose, column, letters: letters.join(' ') });
  };
  // A heading that is not what it was fits no column when the file comes back.
  for (const column of file.head) look(column, { heading: true, memberId: null, memberNumber: '', name: '' }, column);
  for await (const batch of file.rows()) {
    rows += batch.length;
    for (const { cells, memberId, memberNumber, name } of batch)
      for (const [index, cell] of cells.entries()) look(cell, { heading: false, memberId, memberNumber, name }, file.head[index]!);
  }
  return { rows, issues, issueCount };
}

/** @throws DomainError EXPORT_TOO_LARGE for a workbook that Excel would choke on */
export function assertFits(rows: number, format: ListFormat): void {
  if (format === 'xlsx' && rows > xlsxMostRows) throw new DomainError('EXPORT_TOO_LARGE', { most: xlsxMostRows });
}

/** Hears, before they leave, how many rows it is by now and whose the last of them are; the file waits for it. */
type OnRows = (written: number, memberIds: readonly (MemberId | null)[]) => void | Promise<void>;

/** The file, piece by piece. */
export async function* writeList(file: ListFile, format: ListFormat, onRows?: OnRows): AsyncGenerator<Buffer> {
  let written = 0;
  const cells = async function* () {
    for await (const batch of file.rows()) {
      written += batch.length;
      const memberIds = batch.map(({ memberId }) => memberId);
      await onRows?.(written, memberIds);
      yield batch.map((row) => row.cells);
    }
  };
  if (format === 'xlsx') {
    yield* workbookOf(file.sheetName, file.head, cells());
    return;
  }
  const encode = format === 'csv_sjis' ? toShiftJis : (text: string) => Buffer.from(text);
  yield encode(`${format === 'csv_utf8' ? '\ufeff' : ''}${csvRecord(file.head)}`);
  for await (const batch of cells()) {
    let text = '';
    for (const row of batch) text += csvRecord(row);
    yield encode(text);
  }
}

const types: Readonly<Record<ListFormat, string>> = {
  csv_utf8: 'text/csv; charset=utf-8',
  csv_sjis: 'text/csv; charset=shift_jis',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

export const listFileType = (format: ListFormat): string => types[format];
export const listFileEnding = (format: ListFormat): 'csv' | 'xlsx' => (format === 'xlsx' ? 'xlsx' : 'csv');
