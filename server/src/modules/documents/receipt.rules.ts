import type { BillStatus } from '@tsudoi/shared/contracts/billing/billing.contract';
import { jstDateOf } from '@tsudoi/shared/kernel/jst';
import { sumYen } from '@tsudoi/shared/kernel/yen';
import type { MoneyOnBill } from '../payments/payments.public.ts';
import { comparable } from './paper.rules.ts';
import type { ReceiptDocument } from './receipt.repository.ts';

/** A receipt says that the whole sum was received; where nothing was asked there is nothing to receive (case 7). */
export function hasReceipt(status: BillStatus): boolean {
  return status === 'paid' || status === 'overpaid';
}

const bodies =
  /(株式会社|有限会社|合同会社|法人|学会|協会|大学|学園|組合|クラブ|団体|財団|機構|連盟|（株）|\(株\)|㈱|㈲|（有）|\(有\)|合資会社|合名会社|病院|研究所|事務所|庁|局|役所|役場|委員会|Inc\.?|Ltd\.?|LLC|Corporation)/;

/** 部, 課, 省 and 県 stand in names of people too (服部, 阿部, 山県, 省吾): at the end of a name too long or too close for one. */
const isOffice = (name: string): boolean => /.{4,}[部課]$/u.test(comparable(name)) || /^\S{2,}[省県]$/u.test(name.trim());

const ownHonorific = /(御中|様|殿)[\s　]*$/;

/** A member as a bill names them, and how labels and letters address them. */
export interface OwnName {
  readonly memberName: string;
  readonly title: string;
}

/**
 * What stands behind an addressee. A member under their own name, however it is spaced, is addressed as on labels and in
 * letters. Any other name was written by somebody: what it ends in stays, else it is read, 御中 for bodies and 様 for people.
 */
export function honorificOf(addressee: string, own: OwnName | null): string {
  if (ownHonorific.test(addressee)) return '';
  if (own && comparable(addressee) === comparable(own.memberName)) return own.title;
  return bodies.test(addressee) || isOffice(addressee) ? '御中' : '様';
}

export const methodNames: Readonly<Record<string, string>> = {
  card: 'クレジットカード',
  konbini: 'コンビニエンスストア',
  payeasy: 'ペイジー（Pay-easy）',
  virtual_account: '銀行振込',
  direct_debit: '口座振替',
  bank_transfer: '銀行振込',
  postal_transfer: '郵便振替',
  cash: '現金',
};

/** What a receipt says of the money it is over, oldest first. */
export function namesOf(money: readonly MoneyOnBill[]) {
  const last = money.at(-1);
  return {
    receivedOn: last ? jstDateOf(last.payment.receivedAt) : null,
    method: [...new Set(money.map(({ payment }) => methodNames[payment.method] ?? payment.method))].join('、'),
    paymentNumber: money
      .map(({ payment }) => payment.paymentNumber)
      .filter(Boolean)
      .join('、'),
  };
}

/**
 * Whether a receipt is still true after money was taken off its bill (case 65): the bill is paid, by as much money as the
 * receipt says, and what the receipt is over is all still here. Whatever else came or left is none of its matter.
 */
export function receiptHolds(
  { content, amount, money }: Pick<ReceiptDocument, 'content' | 'amount' | 'money'>,
  status: BillStatus,
  paying: readonly MoneyOnBill[],
  held: ReadonlyMap<string, number>,
): boolean {
  if (!hasReceipt(status) || sumYen(paying.map((part) => part.amount)) !== amount) return false;
  if (money) return money.every((part) => (held.get(part.paymentId) ?? 0) >= part.amount);
  const { receivedOn, method, paymentNumber } = namesOf(paying);
  return receivedOn === content.receivedOn && method === content.method && paymentNumber === content.paymentNumber;
}

export function provisoSentence(proviso: string): string {
  const thing = proviso.endsWith('として') ? proviso : `${proviso}として`;
  return `${thing}、上記の金額を領収しました。`;
}
