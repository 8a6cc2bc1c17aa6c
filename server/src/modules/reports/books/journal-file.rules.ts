import type { AccountRole, BookFormat, BookSettings } from '@tsudoi/shared/contracts/reports/books.contract';
import type { Rounding } from '@tsudoi/shared/kernel/yen';
import { taxGroups } from '../../billing/billing.public.ts';
import type { BookTax, Journal, JournalLine } from './journal.rules.ts';

/**
 * What the three programs call a tax category of income, and the one of what is bought. They tell them apart by the exact words, blanks included
 * (弥生 support 18111, マネーフォワード s15, freee 204847430); prices hold their tax.
 */
const taxWords: Readonly<Record<BookFormat, Readonly<Record<BookTax, string>>>> = {
  freee: {
    out_of_scope: '対象外',
    exempt: '非課売上',
    standard_10: '課税売上10%',
    reduced_8: '課税売上8%（軽）',
    purchase_10: '課対仕入10%',
  },
  moneyforward: {
    out_of_scope: '対象外',
    exempt: '非課税売上',
    standard_10: '課税売上 10%',
    reduced_8: '課税売上 (軽)8%',
    purchase_10: '課税仕入 10%',
  },
  yayoi: {
    out_of_scope: '対象外',
    exempt: '非課売上',
    standard_10: '課税売上込10%',
    reduced_8: '課税売上込軽減8%',
    purchase_10: '課対仕入込10%',
  },
};

const freeeSide = (side: string): string[] =>
  [
    '勘定科目',
    '科目コード',
    '補助科目',
    '取引先',
    '取引先コード',
    '部門',
    '品目',
    'メモタグ',
    'セグメント1',
    'セグメント2',
    'セグメント3',
    '金額',
    '税区分',
    '税額',
  ].map((name) => `${side}${name}`);
const moneyForwardSide = (side: string): string[] =>
  ['勘定科目', '補助科目', '部門', '取引先', '税区分', 'インボイス', '金額(円)', '税額'].map((name) => `${side}${name}`);

/** 弥生 takes no heading. */
export const bookHeads: Readonly<Record<BookFormat, readonly string[]>> = {
  freee: ['[表題行]', '日付', '伝票番号', '決算整理仕訳', ...freeeSide('借方'), ...freeeSide('貸方'), '摘要'],
  moneyforward: [
    '取引No',
    '取引日',
    ...moneyForwardSide('借方'),
    ...moneyForwardSide('貸方'),
    '摘要',
    '仕訳メモ',
    'タグ',
    'MF仕訳タイプ',
    '決算整理仕訳',
    '作成日時',
    '作成者',
    '最終更新日時',
    '最終更新者',
  ],
  yayoi: [],
};

/** How much of a wording the programs keep; 弥生 counts a full-width letter twice. */
const longestText: Readonly<Record<BookFormat, number>> = { freee: 250, moneyforward: 200, yayoi: 64 };
const longestAccount: Readonly<Record<BookFormat, number>> = { freee: 30, moneyforward: 30, yayoi: 24 };

const widthOf = (format: BookFormat, letter: string): number =>
  format === 'yayoi' && !/^[\u0020-\u007e\uff61-\uff9f]$/.test(letter) ? 2 : 1;

function shortened(format: BookFormat, text: string): string {
  let width = 0;
  let kept = '';
  for (const letter of text) {
    width += widthOf(format, letter);
    if (width > longestText[format]) break;
    kept += letter;
  }
  return kept;
}

/** Whether a program would cut or refuse the name of an account. */
export function isTooLong(format: BookFormat, { account, sub }: BookSettings['accounts'][AccountRole]): boolean {
  const width = (text: string) => Array.from(text).reduce((sum, letter) => sum + widthOf(format, letter), 0);
  return Math.max(width(account), width(sub)) > longestAccount[format];
}

export interface FileTerms {
  readonly format: BookFormat;
  readonly settings: Pick<BookSettings, 'accounts' | 'partner'>;
  readonly rounding: Rounding;
}

interface Row {
  readonly debit: JournalLine | undefined;
  readonly credit: JournalLine | undefined;
}

function rowsOf({ lines }: Journal): Row[] {
  const [debits, credits] = (['debit', 'credit'] as const).map((side) => lines.filter((line) => line.side === side)) as [
    JournalLine[],
    JournalLine[],
  ];
  return Array.from({ length: Math.max(debits.length, credits.length) }, (_, index) => ({ debit: debits[index], credit: credits[index] }));
}

/** Lines of a file that a journal takes: each has room for one debit and one credit. */
export function countRows(journal: Journal): number {
  const debits = journal.lines.filter(({ side }) => side === 'debit').length;
  return Math.max(debits, journal.lines.length - debits);
}

interface Side {
  readonly account: string;
  readonly sub: string;
  readonly partner: string;
  readonly tax: string;
  readonly amount: string;
  readonly taxAmount: string;
}
const noSide: Side = { account: '', sub: '', partner: '', tax: '', amount: '', taxAmount: '' };
/** Money in a till or an account has no 取引先. */
const withoutPartner: readonly AccountRole[] = ['bank', 'postal', 'cash', 'clearing', 'debit', 'writeOff'];

function sideOf(line: JournalLine | undefined, partner: string, { format, settings, rounding }: FileTerms): Side {
  if (!line) return noSide;
  const { account, sub } = settings.accounts[line.role];
  const taxCategory = line.tax === 'purchase_10' ? 'standard_10' : line.tax;
  const [group] = taxGroups([{ amount: line.amount, taxCategory }], 'gross', rounding);
  return {
    account,
    sub,
    partner: settings.partner && !withoutPartner.includes(line.role) ? partner : '',
    tax: taxWords[format][line.tax],
    amount: String(line.amount),
    taxAmount: String(group!.tax),
  };
}

const slashed = (day: string): string => day.replaceAll('-', '/');
const blanks = (count: number): string[] => Array.from({ length: count }, () => '');

function freeeRow(day: string, number: number, debit: Side, credit: Side, text: string): string[] {
  const half = (side: Side) => [side.account, '', side.sub, side.partner, ...blanks(7), side.amount, side.tax, side.taxAmount];
  return ['[明細行]', day, String(number), '', ...half(debit), ...half(credit), text];
}

/** A side that is missing in a 複合仕訳 is blank, its amount too (マネーフォワード, 仕訳帳のインポート). */
function moneyForwardRow(day: string, number: number, debit: Side, credit: Side, text: string): string[] {
  const half = (side: Side) => [side.account, side.sub, '', side.partner, side.tax, '', side.amount, side.taxAmount];
  return [String(number), day, ...half(debit), ...half(credit), text, ...blanks(8)];
}

/** One line is 仕訳 (2000); several are a 振替伝票: 2110, 2100 …, 2101. A side that is missing is 0 yen. */
function yayoiRow(day: string, flag: string, debit: Side, credit: Side, text: string): string[] {
  const half = (side: Side) => [side.account, side.sub, '', side.tax, side.amount === '' ? '0' : side.amount, side.taxAmount];
  return [flag, '', '', day, ...half(debit), ...half(credit), text, '', '', flag === '2000' ? '0' : '3', '', '', '0', '0', 'no'];
}

function yayoiFlag(index: number, count: number): string {
  if (count === 1) return '2000';
  return index === 0 ? '2110' : index === count - 1 ? '2101' : '2100';
}

/** The lines of one journal as the program reads them; `number` ties several lines of one journal together. */
export function journalRows(journal: Journal, number: number, terms: FileTerms): string[][] {
  const rows = rowsOf(journal);
  const day = slashed(journal.on);
  return rows.map(({ debit, credit }, index) => {
    const [left, right] = [sideOf(debit, journal.partner, terms), sideOf(credit, journal.partner, terms)];
    // What it is for says more than which way the money came.
    const text = shortened(terms.format, (credit ?? debit)!.text);
    if (terms.format === 'freee') return freeeRow(day, number, left, right, text);
    if (terms.format === 'moneyforward') return moneyForwardRow(day, number, left, right, text);
    return yayoiRow(day, yayoiFlag(index, rows.length), left, right, text);
  });
}
