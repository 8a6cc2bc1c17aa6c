import type { bankFileFaults } from '@tsudoi/shared/contracts/payments/deposit.contract';
import { type JstDate, jstDate } from '@tsudoi/shared/kernel/jst';

/**
 * 振込入金通知: fixed records of 200 single bytes (providers.md 8, domain.md 4.3), in JIS X 0201 or Shift_JIS, with or without
 * line ends. The days are years of an era that the file does not name.
 */
const recordLength = 200;

/** The organisation's own account, as the header names it. */
export interface BankAccount {
  readonly bankCode: string;
  readonly bankName: string;
  readonly branchCode: string;
  readonly branchName: string;
  readonly kind: string;
  readonly number: string;
}

export interface DepositLine {
  /** Counted from one, as the file is shown to somebody who looks for it. */
  readonly line: number;
  readonly account: BankAccount;
  /** 照会番号; empty where the bank gives none. */
  readonly inquiryNumber: string;
  /** 勘定日 */
  readonly bookedOn: JstDate;
  /** 起算日: the day that it counts from, which of a 取消 is that of the deposit; 勘定日 where the bank gives none. */
  readonly valuedOn: JstDate;
  readonly amount: number;
  /** 振込依頼人コード; empty for none. */
  readonly senderCode: string;
  /** 振込依頼人名: what the payer typed. */
  readonly remitter: string;
  readonly bank: string;
  readonly branch: string;
  /** 取消区分 1: takes an earlier notice back. */
  readonly cancels: boolean;
}

export type DepositFault = (typeof bankFileFaults)[number];

export type DepositReading =
  | {
      readonly ok: true;
      /** Read from the bytes anew each time they are gone through: a large file is never in memory as lines. */
      readonly lines: Iterable<DepositLine>;
      readonly accounts: readonly BankAccount[];
      /** What the trailers say, which is what the lines come to. */
      readonly count: number;
      readonly total: number;
    }
  | { readonly ok: false; readonly fault: DepositFault; readonly line: number };

const twoBytes = new TextDecoder('shift_jis');
/** What stands on each byte, as UTF-16: half-width kana lie together from U+FF61. */
const letters = Uint16Array.from({ length: 256 }, (_, byte) =>
  byte < 0x20 ? 0x20 : byte >= 0xa1 && byte <= 0xdf ? 0xff61 + byte - 0xa1 : byte,
);
/** A text is put together here and copied out whole: one that grows by its letters takes ten times its room for as long as it lives. */
const text = Buffer.alloc(2 * recordLength);

/** Half-width kana are one byte each; a bank that writes kanji into a name is read as Shift_JIS. */
function textOf(bytes: Uint8Array, from: number, to: number): string {
  let end = Math.min(to, bytes.length);
  let start = from;
  while (end > start && bytes[end - 1] === 0x20) end -= 1;
  while (start < end && bytes[start] === 0x20) start += 1;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at]!;
    if ((byte >= 0x81 && byte <= 0x9f) || byte >= 0xe0) return twoBytes.decode(bytes.subarray(start, end)).trim();
    text.writeUInt16LE(letters[byte]!, 2 * (at - start));
  }
  return text.toString('utf16le', 0, 2 * Math.max(0, end - start));
}

function digitsOf(bytes: Uint8Array, from: number, to: number): string | null {
  let text = '';
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] ?? 0x20;
    if (byte < 0x30 || byte > 0x39) return null;
    text += String.fromCharCode(byte);
  }
  return text;
}

/** Zeros in front may be spaces. */
function numberOf(bytes: Uint8Array, from: number, to: number): number | null {
  let start = from;
  while (start < to && (bytes[start] === 0x20 || bytes[start] === undefined)) start += 1;
  if (start === to) return 0;
  const digits = digitsOf(bytes, start, to);
  return digits === null ? null : Number(digits);
}

/** Kana that an editor saved as UTF-8 take three bytes each: they are brought back to one. */
function singleBytes(bytes: Uint8Array): Uint8Array {
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  let isWide = hasMark;
  for (let at = 0; !isWide && at + 2 < bytes.length; at += 1)
    isWide = bytes[at] === 0xef && (bytes[at + 1] === 0xbd || bytes[at + 1] === 0xbe) && (bytes[at + 2]! & 0xc0) === 0x80;
  if (!isWide) return bytes;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return bytes;
  }
  return Uint8Array.from(text, (letter) => {
    const code = letter.codePointAt(0)!;
    return code >= 0xff61 && code <= 0xff9f ? code - 0xff61 + 0xa1 : code < 0x80 ? code : 0x3f;
  });
}

/** Cut at line ends where there are any, else by length. A line that an editor trimmed is as long as before. */
function* recordsOf(bytes: Uint8Array): Generator<Uint8Array> {
  const isBroken = bytes.includes(0x0a) || bytes.includes(0x0d);
  let at = 0;
  while (at < bytes.length) {
    let end = at;
    if (isBroken) while (end < bytes.length && bytes[end] !== 0x0a && bytes[end] !== 0x0d) end += 1;
    else end = Math.min(at + recordLength, bytes.length);
    const record = bytes.subarray(at, end);
    if (record.some((byte) => byte !== 0x20 && byte !== 0x1a)) yield record;
    at = isBroken ? end + 1 : end;
  }
}

/** The years that two digits may mean: of 令和, of 平成 and of the common era. */
const yearsBefore = [2018, 1988, 2000] as const;

/** The newest reading of a day that is not still to come; the same two digits are years apart in the three counts. */
function eraOf(digits: string, today: JstDate): number | null {
  const found = yearsBefore
    .map((before) => ({ before, date: dayIn(before, digits) }))
    .filter((one): one is { before: (typeof yearsBefore)[number]; date: JstDate } => one.date !== null && one.date <= today)
    .sort((left, right) => (left.date < right.date ? 1 : -1));
  return found[0]?.before ?? null;
}

function dayIn(before: number, digits: string): JstDate | null {
  const [year, month, day] = [digits.slice(0, 2), digits.slice(2, 4), digits.slice(4, 6)];
  // The year 0 of an era is none; of the common era it is 2000.
  if (year === '00' && before !== 2000) return null;
  try {
    return jstDate(`${before + Number(year)}-${month}-${day}`);
  } catch {
    return null;
  }
}

/** What decides about a line was read before; now its texts. */
function lineOf(record: Uint8Array, line: number, account: BankAccount, bookedOn: JstDate, valuedOn: JstDate, amount: number): DepositLine {
  const inquiry = textOf(record, 1, 7);
  const sender = textOf(record, 39, 49);
  return {
    line,
    account,
    inquiryNumber: /[^0]/.test(inquiry) ? inquiry : '',
    bookedOn,
    valuedOn,
    amount,
    senderCode: /[^0]/.test(sender) ? sender : '',
    remitter: textOf(record, 49, 97),
    bank: textOf(record, 97, 112),
    branch: textOf(record, 112, 127),
    cancels: isCancel(record),
  };
}

const isCancel = (record: Uint8Array): boolean => record[127] === 0x31;

interface Section {
  readonly account: BankAccount;
  readonly before: number;
  readonly sums: { given: number; givenYen: number; all: number; allYen: number };
}

/** What is known once every record is read. */
type Verdict = Omit<Extract<DepositReading, { readonly ok: true }>, 'lines'> | Extract<DepositReading, { readonly ok: false }>;

/**
 * Reads a whole file or refuses it: half a day's deposits are worse than none. `today` decides which era the years are of,
 * and no day may lie after it.
 */
export function parseDepositNotice(given: Uint8Array, today: JstDate): DepositReading {
  const bytes = singleBytes(given);
  const records = readRecords(bytes, today);
  let step = records.next();
  while (!step.done) step = records.next();
  return step.value.ok ? { ...step.value, lines: { [Symbol.iterator]: () => linesOf(bytes, today) } } : step.value;
}

function* linesOf(bytes: Uint8Array, today: JstDate): Generator<DepositLine, undefined, undefined> {
  for (const read of readRecords(bytes, today)) yield read();
}

/**
 * Line by line, and at the end whether they may be believed: nobody uses one before, so its texts are read by whom it is given to,
 * while the next has not been asked for.
 */
function* readRecords(bytes: Uint8Array, today: JstDate): Generator<() => DepositLine, Verdict, undefined> {
  const accounts: BankAccount[] = [];
  const days = new Map<string, JstDate | null>();
  let section: Section | null = null;
  let count = 0;
  let total = 0;
  let line = 0;
  let isOver = false;
  const refuse = (fault: DepositFault): Verdict => ({ ok: false, fault, line });
  for (const record of recordsOf(bytes)) {
    line += 1;
    const kind = String.fromCharCode(record[0]!);
    if (isOver) return refuse('after_end');
    if (line === 1 && kind === '1' && ['91', '21'].includes(textOf(record, 1, 3))) return refuse('debit_file');
    if (line === 1 && (kind !== '1' || !['01', '03'].includes(textOf(record, 1, 3)))) return refuse('not_deposit_notice');
    if (record.length > recordLength) return refuse('broken_record');
    switch (kind) {
      case '1': {
        if (section) return refuse('no_trailer');
        const made = digitsOf(record, 4, 10);
        const before = made === null ? null : eraOf(made, today);
        if (before === null) return refuse('bad_date');
        const account: BankAccount = {
          bankCode: textOf(record, 22, 26),
          bankName: textOf(record, 26, 41),
          branchCode: textOf(record, 41, 44),
          branchName: textOf(record, 44, 59),
          kind: textOf(record, 59, 60),
          number: textOf(record, 60, 67),
        };
        if (!/^\d{1,7}$/.test(account.number)) return refuse('broken_record');
        accounts.push(account);
        days.clear();
        section = { account, before, sums: { given: 0, givenYen: 0, all: 0, allYen: 0 } };
        break;
      }
      case '2': {
        if (!section) return refuse('broken_record');
        const booked = digitsOf(record, 7, 13) ?? '';
        if (!days.has(booked)) days.set(booked, dayIn(section.before, booked));
        const bookedOn = days.get(booked) ?? null;
        if (bookedOn === null || bookedOn > today) return refuse('bad_date');
        const valued = digitsOf(record, 13, 19) ?? booked;
        if (!days.has(valued)) days.set(valued, dayIn(section.before, valued));
        const amount = numberOf(record, 19, 29);
        if (amount === null || amount === 0) return refuse('bad_amount');
        const { account, sums } = section;
        const [at, valuedOn] = [line, days.get(valued) ?? bookedOn];
        yield () => lineOf(record, at, account, bookedOn, valuedOn, amount);
        sums.all += 1;
        sums.allYen += amount;
        if (!isCancel(record)) {
          sums.given += 1;
          sums.givenYen += amount;
        }
        break;
      }
      case '8': {
        if (!section) return refuse('broken_record');
        const told = [numberOf(record, 1, 7), numberOf(record, 7, 19)];
        const { given: lineCount, givenYen, all, allYen } = section.sums;
        // Whether a 取消 is counted among the deposits differs from bank to bank.
        const fits = [
          [lineCount, givenYen],
          [all, allYen],
        ].some(([lineSum, yenSum]) => told[0] === lineSum && told[1] === yenSum);
        if (!fits) return refuse('trailer_mismatch');
        count += all;
        total += givenYen;
        section = null;
        break;
      }
      case '9':
        if (section) return refuse('no_trailer');
        isOver = true;
        break;
      default:
        return refuse('broken_record');
    }
  }
  if (line === 0) return refuse('empty');
  if (section) return refuse('no_trailer');
  return { ok: true, accounts, count, total };
}
