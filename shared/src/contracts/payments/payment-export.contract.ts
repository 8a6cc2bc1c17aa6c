import * as z from 'zod';
import { ListFormat } from '../list-file.contract.ts';
import { PaymentListInput } from './payment.contract.ts';

/** Columns of a file of payments. */
export const paymentColumns = [
  '入金日',
  '入金時刻',
  '会員番号',
  '会員',
  '方法',
  '状況',
  '入金額（円）',
  '返金額（円）',
  '充当額（円）',
  '未充当額（円）',
  '充当先の請求',
  '支払番号',
  'メモ',
] as const;
export type PaymentColumn = (typeof paymentColumns)[number];
const unusual: readonly string[] = ['入金時刻', 'メモ'];
/** What is chosen at first: the memo is the office's own and rarely meant for a file. */
export const usualPaymentColumns = paymentColumns.filter((column) => !unusual.includes(column));
/** The payments of the list in its order, all of them. */
export const ExportPaymentsInput = PaymentListInput.omit({ cursor: true, direction: true, size: true }).extend({
  format: ListFormat,
  columns: z.array(z.enum(paymentColumns)).min(1).max(paymentColumns.length),
});
