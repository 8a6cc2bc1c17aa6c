import type { AccountKind, PayoutAccount } from '@tsudoi/shared/contracts/payments/payout-account.contract';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type { Yen } from '@tsudoi/shared/kernel/yen';
import { type BankLetters, inLettersOf } from '@tsudoi/shared/kernel/zengin-kana';

/** Of the operator: who sends, and from which account. */
export interface TransferSender extends PayoutAccount {
  /** 委託者コード, ten digits given by the bank. */
  readonly clientCode: string;
  /** How the sender's bank wants names written. */
  readonly letters: BankLetters;
}

export interface Transfer {
  readonly account: PayoutAccount;
  readonly amount: Yen;
  /** The first transfer to this account. */
  readonly isFirst: boolean;
  /** Up to twenty digits that come back with the bank's answer. */
  readonly reference: string;
}

const kinds: Readonly<Record<AccountKind, string>> = { ordinary: '1', current: '2', savings: '4' };

/** Right-aligned with zeros (N). @throws RangeError when it does not fit: cut digits would be another sum */
function figure(value: number | string, width: number): string {
  const text = String(value);
  if (!/^\d+$/.test(text) || text.length > width) throw new RangeError('a figure does not fit its field of the bank file');
  return text.padStart(width, '0');
}

/** Left-aligned with spaces (C), in the letters of the bank. @throws RangeError when it does not fit */
function text(value: string, width: number, { letters }: TransferSender): string {
  if (value.length > width) throw new RangeError('a name does not fit its field of the bank file');
  return inLettersOf(value, letters).padEnd(width, ' ');
}

function record(parts: readonly string[]): string {
  const line = parts.join('');
  if (line.length !== 120) throw new RangeError('a record of a bank file has 120 letters');
  return line;
}

function header(sender: TransferSender, payOn: JstDate): string {
  return record([
    '1',
    '21',
    '0',
    figure(sender.clientCode, 10),
    text(sender.holder, 40, sender),
    payOn.slice(5, 7) + payOn.slice(8, 10),
    figure(sender.bankCode, 4),
    text(sender.bankName, 15, sender),
    figure(sender.branchCode, 3),
    text(sender.branchName, 15, sender),
    kinds[sender.kind],
    figure(sender.accountNumber, 7),
    ' '.repeat(17),
  ]);
}

function data(sender: TransferSender, { account, amount, isFirst, reference }: Transfer): string {
  return record([
    '2',
    figure(account.bankCode, 4),
    text(account.bankName, 15, sender),
    figure(account.branchCode, 3),
    text(account.branchName, 15, sender),
    '0000',
    kinds[account.kind],
    figure(account.accountNumber, 7),
    text(account.holder, 30, sender),
    figure(amount, 10),
    isFirst ? '1' : '0',
    figure(reference, 20),
    '7',
    ' ',
    ' '.repeat(7),
  ]);
}

/**
 * A file of transfers (総合振込, type 21): header, one record for each, trailer and end, 120 letters each and nothing between
 * them. The trailer is added up from the records as they are written, so that the bank's check is ours too (domain.md 4.3).
 * @throws RangeError when something does not fit its field, or a sum is not above nothing
 */
export function transferFile(sender: TransferSender, payOn: JstDate, transfers: readonly Transfer[]): string {
  if (transfers.some(({ amount }) => amount <= 0)) throw new RangeError('a transfer is above nothing');
  const rows = transfers.map((transfer) => data(sender, transfer));
  const total = rows.reduce((sum, row) => sum + Number(row.slice(80, 90)), 0);
  const trailer = record(['8', figure(rows.length, 6), figure(total, 12), ' '.repeat(101)]);
  return [header(sender, payOn), ...rows, trailer, record(['9', ' '.repeat(119)])].join('');
}

/** What a file says of itself. Null when it is none, or its trailer is not the sum of its records. */
export function totalsOf(file: string): { readonly count: number; readonly total: number } | null {
  const rows = file.match(/.{120}/gs) ?? [];
  if (rows.join('') !== file || rows[0]?.[0] !== '1' || rows.at(-1)?.[0] !== '9') return null;
  const records = rows.filter((row) => row.startsWith('2'));
  const trailer = rows.at(-2);
  if (!trailer?.startsWith('8') || records.length !== rows.length - 3) return null;
  const told = { count: Number(trailer.slice(1, 7)), total: Number(trailer.slice(7, 19)) };
  const total = records.reduce((sum, row) => sum + Number(row.slice(80, 90)), 0);
  return told.count === records.length && told.total === total ? told : null;
}
