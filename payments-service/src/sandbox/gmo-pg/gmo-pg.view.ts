import { createHash } from 'node:crypto';
import Encoding from 'encoding-japanese';
import type { StandInPayment } from '../stand-in.repository.ts';

/** yyyyMMddHHmmss of Japan. */
export function gmoDate(instant: Date): string {
  return new Date(instant.getTime() + 9 * 3_600_000).toISOString().replace(/\D/g, '').slice(0, 14);
}

/** `name=value` pairs as the gateway writes its answers: not escaped, text in Windows-31J. */
export function answerText(fields: Readonly<Record<string, string>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/** Text in the bytes of the gateway. */
export function windows31j(text: string): Buffer {
  return Buffer.from(Encoding.convert(Encoding.stringToCode(text), { from: 'UNICODE', to: 'SJIS' }));
}

/** The MD5 over an answer's values and the shop's password that the protocol type adds. */
export function checkString(fields: Readonly<Record<string, string>>, shopPass: string): string {
  return createHash('md5')
    .update(`${Object.values(fields).join('')}${shopPass}`)
    .digest('hex');
}

/** Fields of a form, percent signs first and Windows-31J afterwards. */
export function readForm(body: unknown): Record<string, string> {
  const text = Buffer.isBuffer(body) ? body.toString('latin1') : '';
  const decode = (part: string) => {
    const bytes = part
      .replaceAll('+', ' ')
      .replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    return new TextDecoder('shift_jis').decode(Buffer.from(bytes, 'latin1'));
  };
  return Object.fromEntries(
    text
      .split('&')
      .filter((pair) => pair.includes('='))
      .map((pair) => [decode(pair.slice(0, pair.indexOf('='))), decode(pair.slice(pair.indexOf('=') + 1))]),
  );
}

/** Size in bytes of Windows-31J of a text that is full-width throughout; null where it is not. */
export function fullWidthBytes(text: string): number | null {
  return /^[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff5e〓]*$/u.test(text) ? text.length * 2 : null;
}

const cardStatus = {
  pending: 'UNPROCESSED',
  failed: 'UNPROCESSED',
  authorized: 'AUTH',
  captured: 'CAPTURE',
  refunded: 'RETURN',
  cancelled: 'VOID',
  expired: 'UNPROCESSED',
} as const;
const numberStatus = {
  pending: 'UNPROCESSED',
  failed: 'PAYFAIL',
  authorized: 'REQSUCCESS',
  captured: 'PAYSUCCESS',
  refunded: 'PAYSUCCESS',
  cancelled: 'CANCEL',
  expired: 'EXPIRED',
} as const;

const isCard = (payment: StandInPayment): boolean => payment.details['type'] === 'credit_card';

/** EXPIRED comes step by step from three in the morning after the last day. */
export function statusOf(payment: StandInPayment, now: Date): string {
  const told = payment.details['gmo_status'];
  if (told !== undefined) return String(told);
  if (isCard(payment)) return cardStatus[payment.status];
  if (isAccount(payment)) return accountStatus(payment, now);
  return isOver(payment, now) ? 'EXPIRED' : numberStatus[payment.status];
}

function isOver({ status, paymentDeadline }: StandInPayment, now: Date): boolean {
  return status === 'authorized' && paymentDeadline !== null && now.getTime() > paymentDeadline.getTime() + 3 * 3_600_000;
}

export const isAccount = (payment: StandInPayment): boolean => payment.details['type'] === 'virtual_account';
/** What has come into an account in all. */
const transferred = (payment: StandInPayment): number => Number(payment.details['transferred'] ?? 0);

function accountStatus(payment: StandInPayment, now: Date): string {
  if (payment.status === 'cancelled') return 'STOP';
  if (payment.status === 'pending') return 'UNPROCESSED';
  if (transferred(payment) >= payment.amount + payment.tax) return 'PAYSUCCESS';
  return payment.status === 'expired' || isOver(payment, now) ? 'EXPIRED' : 'TRADING';
}

export function payTypeOf(payment: StandInPayment): string {
  if (isAccount(payment)) return '36';
  return isCard(payment) ? '0' : payment.details['type'] === 'konbini' ? '3' : '4';
}

export const detailOf = (payment: StandInPayment, name: string): string => String(payment.details[name] ?? '');

/** When the trade last moved. */
export function processedAt(payment: StandInPayment): string {
  return detailOf(payment, 'process_date') || gmoDate(payment.capturedAt ?? payment.createdAt);
}

/** The one word that gives a sale back now: VOID on its day in Japan, RETURN in its month, RETURNX later. */
export function giveBackWord(payment: StandInPayment, now: Date): string {
  const [sold, today] = [processedAt(payment), gmoDate(now)];
  if (sold.slice(0, 8) === today.slice(0, 8)) return 'VOID';
  return sold.slice(0, 6) === today.slice(0, 6) ? 'RETURN' : 'RETURNX';
}

/** The account and what has come into it; names of people who transfer come as they typed them. */
function accountFields(payment: StandInPayment): Record<string, string> {
  return {
    GanbProcessType: '1',
    GanbRequestAmount: String(payment.amount + payment.tax),
    GanbExpireDate: payment.paymentDeadline ? gmoDate(payment.paymentDeadline).slice(0, 8) : '',
    GanbBankCode: detailOf(payment, 'bank_code'),
    GanbBranchCode: detailOf(payment, 'branch_code'),
    GanbAccountType: '1',
    GanbAccountNumber: detailOf(payment, 'account_number'),
    GanbInAmount: detailOf(payment, 'last_transfer'),
    GanbInSettlementDate: detailOf(payment, 'last_day'),
    GanbTotalTransferAmount: String(transferred(payment)),
    GanbTotalTransferCount: String(payment.details['transfers'] ?? 0),
  };
}

/** Numbers of a slip, by the names that searches and notices give them. */
export function numbersOf(payment: StandInPayment): Record<string, string> {
  if (isAccount(payment)) return accountFields(payment);
  return {
    CvsCode: detailOf(payment, 'cvs_code'),
    CvsConfNo: payTypeOf(payment) === '3' ? detailOf(payment, 'confirmation_code') : '',
    CvsReceiptNo: payTypeOf(payment) === '3' ? detailOf(payment, 'receipt') : '',
    BkCode: detailOf(payment, 'bank_id'),
    CustID: detailOf(payment, 'customer_id'),
    ConfNo: payTypeOf(payment) === '4' ? detailOf(payment, 'confirmation_id') : '',
    PaymentTerm: payment.paymentDeadline ? gmoDate(payment.paymentDeadline) : '',
  };
}
