import type { Words } from '../words.ts';

/** How an office calls the ways in which money comes. Members have words of their own for some: to them an account for one bill is a transfer. */
const ja = {
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

const en: Words<typeof ja> = {
  card: 'Card',
  konbini: 'Convenience store',
  payeasy: 'Pay-easy',
  virtual_account: 'Virtual account',
  direct_debit: 'Direct debit',
  bank_transfer: 'Bank transfer',
  postal_transfer: 'Postal transfer',
  cash: 'Cash',
  write_off: 'Shortage waived',
};

export const methodWords = { ja, en };
