import type { PaymentColumn } from '@tsudoi/shared/contracts/payments/payment-export.contract';
import type { PaymentMethod, PaymentRow, PaymentState } from '@tsudoi/shared/contracts/payments/payment.contract';
import { jstDateOf, jstTimeOf } from '@tsudoi/shared/kernel/jst';
import type * as z from 'zod';
import type { Cell } from '../../platform/csv.ts';

type Row = z.output<typeof PaymentRow>;

/** Files and books are Japanese whoever reads the screen: they go to a printer, an auditor, another program. */
export const methodWords: Readonly<Record<z.output<typeof PaymentMethod>, string>> = {
  card: 'カード',
  konbini: 'コンビニ',
  payeasy: 'ペイジー',
  virtual_account: 'バーチャル口座',
  direct_debit: '口座振替',
  bank_transfer: '銀行振込',
  postal_transfer: '郵便振替',
  cash: '現金',
  write_off: '不足分の免除',
};
const stateWords: Readonly<Record<PaymentState, string>> = {
  provisional: '速報',
  confirmed: '確定',
  reversed: '取り消し済み',
  partly_refunded: '一部返金',
  refunded: '返金済み',
  charged_back: 'チャージバック',
};

/** What each column says of a payment: days and sums as a spreadsheet reads them. */
export const paymentCells: Readonly<Record<PaymentColumn, (row: Row) => Cell>> = {
  入金日: (row) => jstDateOf(new Date(row.receivedAt)).replaceAll('-', '/'),
  // What staff have recorded has a day and no hour.
  入金時刻: (row) => (row.chargeId === null ? '' : jstTimeOf(new Date(row.receivedAt))),
  会員番号: (row) => row.memberNumber,
  会員: (row) => row.memberName,
  方法: (row) => methodWords[row.method],
  状況: (row) => stateWords[row.state],
  '入金額（円）': (row) => row.amount,
  '返金額（円）': (row) => row.refunded,
  '充当額（円）': (row) => row.allocations.reduce((sum, { amount }) => sum + amount, 0),
  '未充当額（円）': (row) => row.unallocated,
  充当先の請求: (row) => row.allocations.map(({ billName, amount }) => `${billName} ${amount}円`).join('、'),
  支払番号: (row) => row.paymentNumber,
  メモ: (row) => row.memo,
};
