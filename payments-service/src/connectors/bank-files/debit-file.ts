import { type Yen, sumYen, yen } from '@tsudoi/shared/kernel/yen';
import { type Layout, readRecord, toBytes, toRecords, writeRecord } from './zengin-record.ts';

/** 預金口座振替 (type 91): the request that goes to the bank and the result that comes back share one layout. */

const N = (name: string, width: number) => ({ name, width, kind: 'N' as const });
const C = (name: string, width: number) => ({ name, width, kind: 'C' as const });

type HeaderName =
  | 'type'
  | 'codeFlag'
  | 'consignorCode'
  | 'consignorName'
  | 'monthDay'
  | 'bankCode'
  | 'bankName'
  | 'branchCode'
  | 'branchName'
  | 'accountKind'
  | 'accountNumber';

const header = {
  mark: '1',
  fields: [
    N('type', 2),
    N('codeFlag', 1),
    N('consignorCode', 10),
    C('consignorName', 40),
    N('monthDay', 4),
    N('bankCode', 4),
    C('bankName', 15),
    N('branchCode', 3),
    C('branchName', 15),
    N('accountKind', 1),
    N('accountNumber', 7),
    C('', 17),
  ],
} as Layout<HeaderName>;

type DataName =
  | 'bankCode'
  | 'bankName'
  | 'branchCode'
  | 'branchName'
  | 'accountKind'
  | 'accountNumber'
  | 'holder'
  | 'amount'
  | 'newCode'
  | 'customerNumber'
  | 'result';

const data = {
  mark: '2',
  fields: [
    N('bankCode', 4),
    C('bankName', 15),
    N('branchCode', 3),
    C('branchName', 15),
    C('', 4),
    N('accountKind', 1),
    N('accountNumber', 7),
    C('holder', 30),
    N('amount', 10),
    N('newCode', 1),
    C('customerNumber', 20),
    // Some banks leave it blank in a request.
    C('result', 1),
    C('', 8),
  ],
} as Layout<DataName>;

type TrailerName = 'count' | 'amount' | 'doneCount' | 'doneAmount' | 'failedCount' | 'failedAmount';

const trailer = {
  mark: '8',
  fields: [N('count', 6), N('amount', 12), N('doneCount', 6), N('doneAmount', 12), N('failedCount', 6), N('failedAmount', 12), C('', 65)],
} as Layout<TrailerName>;

const end = { mark: '9', fields: [C('', 119)] } as Layout<never>;

export type DebitHeader = Readonly<Record<Exclude<HeaderName, 'type' | 'codeFlag'>, string>>;
export interface DebitRow extends Readonly<Record<Exclude<DataName, 'amount'>, string>> {
  readonly amount: Yen;
}
export interface DebitTotals {
  readonly count: number;
  readonly amount: Yen;
  readonly doneCount: number;
  readonly doneAmount: Yen;
  readonly failedCount: number;
  readonly failedAmount: Yen;
}

/** One line of the request. @throws RangeError when a value does not fit */
export function debitRecord(row: DebitRow): string {
  return writeRecord(data, { ...row, amount: String(row.amount) });
}

/** The last line but one. @throws RangeError when a sum does not fit */
export function debitTrailer(totals: DebitTotals): string {
  const text = (name: TrailerName) => String(totals[name]);
  return writeRecord(trailer, {
    count: text('count'),
    amount: text('amount'),
    doneCount: text('doneCount'),
    doneAmount: text('doneAmount'),
    failedCount: text('failedCount'),
    failedAmount: text('failedAmount'),
  });
}

/**
 * The whole file in the bank's bytes, CR+LF behind each record. A request carries no outcome: its trailer says so with zeros.
 * @throws RangeError when a value does not fit
 */
export function writeDebitFile(head: DebitHeader, rows: readonly DebitRow[], outcome: Partial<DebitTotals> = {}): Buffer {
  const totals = { count: rows.length, amount: sumYen(rows.map(({ amount }) => amount)) };
  const nothing = { doneCount: 0, doneAmount: yen(0), failedCount: 0, failedAmount: yen(0) };
  return toBytes([
    writeRecord(header, { ...head, type: '91', codeFlag: '0' }),
    ...rows.map(debitRecord),
    debitTrailer({ ...totals, ...nothing, ...outcome }),
    writeRecord(end, {}),
  ]);
}

export type FileProblem = 'not_records' | 'not_debit' | 'ebcdic' | 'order' | 'not_a_number' | 'totals';

export type DebitFile =
  | {
      readonly outcome: 'read';
      readonly header: DebitHeader;
      readonly rows: readonly DebitRow[];
      readonly totals: DebitTotals;
    }
  | { readonly outcome: 'unreadable'; readonly problem: FileProblem; readonly line: number };

const refused = (problem: FileProblem, line: number): DebitFile => ({ outcome: 'unreadable', problem, line });

/** Blank stands for nothing in the totals of some banks' requests. */
function numberOf(text: string): number | null {
  const digits = text.trim();
  return digits === '' ? 0 : /^\d+$/.test(digits) ? Number(digits) : null;
}

/** Reads a request or a result: one header, its data, the trailer that sums them up, the end. */
export function readDebitFile(bytes: Uint8Array): DebitFile {
  const cut = toRecords(bytes);
  if (!cut.ok) return refused('not_records', cut.line);
  const { records } = cut;
  if (!records[0]!.startsWith('191')) return refused('not_debit', 1);
  const head = readRecord(header, records[0]!);
  if (head.codeFlag === '1') return refused('ebcdic', 1);
  const marks = records.map((record) => record[0]).join('');
  if (!/^12*89$/.test(marks)) return refused('order', (/^12*8?9?/.exec(marks)?.[0].length ?? 0) + 1);
  const rows: DebitRow[] = [];
  for (const [at, record] of records.slice(1, -2).entries()) {
    const values = readRecord(data, record);
    const amount = numberOf(values.amount);
    if (amount === null) return refused('not_a_number', at + 2);
    rows.push({ ...values, amount: yen(amount) });
  }
  const told = readRecord(trailer, records.at(-2)!);
  const figures = Object.fromEntries(Object.entries(told).map(([name, text]) => [name, numberOf(text)]));
  if (Object.values(figures).includes(null)) return refused('not_a_number', records.length - 1);
  const totals = figures as unknown as DebitTotals;
  if (totals.count !== rows.length || totals.amount !== sumYen(rows.map(({ amount }) => amount)))
    return refused('totals', records.length - 1);
  const { type: _type, codeFlag: _flag, ...facts } = head;
  return { outcome: 'read', header: facts, rows, totals };
}
