import type { ArrearsColumn, BillColumn } from '@tsudoi/shared/contracts/billing/bill-export.contract';
import type { BillCategory, BillStatus } from '@tsudoi/shared/contracts/billing/billing.contract';
import type * as z from 'zod';
import type { Cell } from '../../platform/csv.ts';
import type { MemberArrears } from './arrears.rules.ts';
import { outstandingYen } from './bill-status.rules.ts';
import type { BillDocument } from './bill.repository.ts';
import { factsOf } from './bill.view.ts';

/** A file is Japanese whoever reads the screen: it goes to a printer, an auditor, another program. */
const categoryWords: Readonly<Record<z.output<typeof BillCategory>, string>> = {
  joining: '入会金',
  annual: '年会費',
  adhoc: '随時',
  event: 'イベント',
  recurring: '定期',
};
const statusWords: Readonly<Record<BillStatus, string>> = {
  draft: '未確定',
  unpaid: '未入金',
  partly_paid: '一部入金',
  paid: '入金済',
  overpaid: '過入金',
  not_required: '入金不要',
  cancelled: '取消',
};

/** The fields of a bill that a line of a file is made of. */
export const exportedBillFields = [
  'memberId',
  'memberNumber',
  'memberName',
  'memberKana',
  'membershipTypeName',
  'billNumber',
  'billName',
  'category',
  'fiscalYear',
  'dueOn',
  'status',
  'amount',
  'allocated',
  'confirmedAt',
  'cancelledAt',
] as const satisfies readonly (keyof BillDocument)[];
export type ExportedBill = Pick<BillDocument, (typeof exportedBillFields)[number]>;

const slashed = (day: string): string => day.replaceAll('-', '/');

/** What each column says of a bill: days and sums as a spreadsheet reads them. */
export const billCells: Readonly<Record<BillColumn, (bill: ExportedBill) => Cell>> = {
  会員番号: (bill) => bill.memberNumber,
  会員: (bill) => bill.memberName,
  フリガナ: (bill) => bill.memberKana,
  会員種別: (bill) => bill.membershipTypeName,
  請求番号: (bill) => bill.billNumber,
  請求: (bill) => bill.billName,
  請求区分: (bill) => categoryWords[bill.category],
  年度: (bill) => bill.fiscalYear,
  支払期限: (bill) => slashed(bill.dueOn),
  状況: (bill) => statusWords[bill.status],
  '請求額（円）': (bill) => bill.amount,
  '入金額（円）': (bill) => bill.allocated,
  '残り（円）': (bill) => outstandingYen(factsOf(bill)),
};

interface ArrearsCells {
  readonly head: string;
  cell(member: MemberArrears): Cell;
}

const plainArrears: Readonly<Record<Exclude<ArrearsColumn, `年度ごと${string}`>, (member: MemberArrears) => Cell>> = {
  会員番号: (member) => member.memberNumber,
  氏名: (member) => member.memberName,
  フリガナ: (member) => member.memberKana,
  会員種別: (member) => member.membershipTypeName,
  未納額の合計: (member) => member.outstanding,
  未納の年数: (member) => member.owingYears,
  いちばん古い期限: (member) => slashed(member.oldestDueOn ?? ''),
};
const yearly = {
  年度ごとの請求額: { word: '請求額', sum: 'asked' },
  年度ごとの入金額: { word: '入金額', sum: 'received' },
  年度ごとの未納額: { word: '未納額', sum: 'outstanding' },
} as const;
type YearlyColumn = keyof typeof yearly;
const isYearly = (column: ArrearsColumn): column is YearlyColumn => Object.hasOwn(yearly, column);

/** The columns of a file of arrears, those by year side by side for each year; a year that a member has nothing in is empty. */
export function arrearsCells(columns: readonly ArrearsColumn[], years: readonly number[]): ArrearsCells[] {
  const byYear = columns.filter(isYearly);
  const first = columns.findIndex(isYearly);
  return columns.flatMap((column, index): ArrearsCells[] => {
    if (!isYearly(column)) return [{ head: column, cell: plainArrears[column as keyof typeof plainArrears] }];
    if (index !== first) return [];
    return years.flatMap((year) =>
      byYear.map((each) => ({
        head: `${year}年度 ${yearly[each].word}`,
        cell: (member: MemberArrears) => member.years.find(({ fiscalYear }) => fiscalYear === year)?.[yearly[each].sum] ?? '',
      })),
    );
  });
}
