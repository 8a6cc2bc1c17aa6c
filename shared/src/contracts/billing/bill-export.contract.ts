import * as z from 'zod';
import { ListFormat } from '../list-file.contract.ts';
import { ArrearsInput } from './arrears.contract.ts';
import { BillListInput } from './billing.contract.ts';

/** Columns of a file of bills (BIL-13). */
export const billColumns = [
  '会員番号',
  '会員',
  'フリガナ',
  '会員種別',
  '請求番号',
  '請求',
  '請求区分',
  '年度',
  '支払期限',
  '状況',
  '請求額（円）',
  '入金額（円）',
  '残り（円）',
] as const;
export type BillColumn = (typeof billColumns)[number];
const unusualBill: readonly string[] = ['フリガナ', '会員種別'];
export const usualBillColumns = billColumns.filter((column) => !unusualBill.includes(column));
/** The bills of the list in its order, all of them. */
export const ExportBillsInput = BillListInput.omit({ cursor: true, direction: true, size: true, sort: true }).extend({
  format: ListFormat,
  columns: z.array(z.enum(billColumns)).min(1).max(billColumns.length),
});

/** Columns of a file of arrears (ARR-02); those by year stand once for each year that a row has something in. */
export const arrearsColumns = [
  '会員番号',
  '氏名',
  'フリガナ',
  '会員種別',
  '年度ごとの請求額',
  '年度ごとの入金額',
  '年度ごとの未納額',
  '未納額の合計',
  '未納の年数',
  'いちばん古い期限',
] as const;
export type ArrearsColumn = (typeof arrearsColumns)[number];
const unusualArrears: readonly string[] = ['フリガナ', 'いちばん古い期限'];
export const usualArrearsColumns = arrearsColumns.filter((column) => !unusualArrears.includes(column));
/** `owing` is what the screen shows; `all` adds what is paid, to be taken apart elsewhere. */
export const ExportArrearsInput = ArrearsInput.omit({ page: true, size: true }).extend({
  show: z.enum(['owing', 'all']).default('owing'),
  format: ListFormat,
  columns: z.array(z.enum(arrearsColumns)).min(1).max(arrearsColumns.length),
});
