import { createHash } from 'node:crypto';
import Encoding from 'encoding-japanese';
import type { StandInPayment } from '../stand-in.repository.ts';

/** Order numbers are seventeen digits. */
function orderNoOf(payment: StandInPayment): string {
  const digits = BigInt(`0x${createHash('sha256').update(payment._id).digest('hex').slice(0, 14)}`) % 90_000_000_000_000_000n;
  return String(10_000_000_000_000_000n + digits);
}

const detailOf = (payment: StandInPayment, name: string): string => String(payment.details[name] ?? '');
const inJapan = (at: Date): string => new Date(at.getTime() + 9 * 3_600_000).toISOString();
const digitsOf = (text: string): string => text.replace(/\D/g, '');

interface Standing {
  readonly status: string;
  readonly at: number;
}

/** Where the order stands and since when: 01 unpaid, 04 reported, 05 certain, 06 report withdrawn, 09 stopped. */
function standingOf(payment: StandInPayment): Standing {
  if (payment.status === 'cancelled') return { status: '09', at: 0 };
  const withdrawn = Date.parse(detailOf(payment, 'withdrawn_at')) || 0;
  if (payment.status !== 'captured') return withdrawn > 0 ? { status: '06', at: withdrawn } : { status: '01', at: 0 };
  // The clock counts seconds: what comes after another thing is told with a later one.
  const scanned = Math.max(payment.capturedAt?.getTime() ?? 0, withdrawn > 0 ? withdrawn + 1000 : 0);
  if (detailOf(payment, 'report') !== 'final') return { status: '04', at: scanned };
  return { status: '05', at: Math.max(Date.parse(detailOf(payment, 'confirmed_at')) || 0, scanned + 1000) };
}

export function fieldsOf(payment: StandInPayment, amount = payment.amount): Record<string, string> {
  const { status, at } = standingOf(payment);
  return {
    order_no: orderNoOf(payment),
    sendid: payment.externalOrderNumber,
    status,
    money: String(amount),
    pay_cvs: detailOf(payment, 'cvs_code'),
    pay_no1: detailOf(payment, 'confirmation_code'),
    pay_no2: detailOf(payment, 'receipt'),
    pay_url: '',
    pay_limit: payment.paymentDeadline ? digitsOf(inJapan(payment.paymentDeadline).slice(0, 10)) : '',
    pay_date: at === 0 ? '' : digitsOf(inJapan(new Date(at)).slice(0, 19)),
  };
}

export function linesOf(word: string, fields: Readonly<Record<string, string>>): string {
  return [word, ...Object.entries(fields).map(([name, value]) => `${name}=${value}`)].join('\n');
}

/** The form in the address of a notice, with what the shop gave along and with what is nobody's business to keep. */
export function noticeOf(payment: StandInPayment, amount: number, clientIp: string): string {
  const encoded = (text: string): string =>
    Encoding.urlEncode(Encoding.convert(Encoding.stringToCode(text), { from: 'UNICODE', to: 'SJIS' }));
  const told = { clientip: clientIp, ...fieldsOf(payment, amount), sendpoint: detailOf(payment, 'sendpoint') };
  return Object.entries({ ...told, username: 'シハライ タロウ', telno: '0312345678', email: 'payer@example.jp' })
    .map(([name, value]) => `${name}=${encoded(value)}`)
    .join('&');
}
