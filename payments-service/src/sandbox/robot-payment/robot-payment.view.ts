import { createHash } from 'node:crypto';
import Encoding from 'encoding-japanese';
import type { StandInPayment } from '../stand-in.repository.ts';

/** Payment numbers are ten digits. */
export function gidOf(payment: StandInPayment): string {
  const digits = BigInt(`0x${createHash('sha256').update(payment._id).digest('hex').slice(0, 12)}`) % 9_000_000_000n;
  return String(1_000_000_000n + digits);
}

const detailOf = (payment: StandInPayment, name: string): string => String(payment.details[name] ?? '');
const transferred = (payment: StandInPayment): number => Number(payment.details['transferred'] ?? 0);

function encoded(text: string): string {
  const bytes = Encoding.convert(Encoding.stringToCode(text), { from: 'UNICODE', to: 'SJIS' });
  return Encoding.urlEncode(bytes);
}

export function queryOf(fields: Readonly<Record<string, string>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${encoded(value)}`)
    .join('&');
}

/** Where a payment stands, in the gateway's words; null before there is anything to say. */
function wordOf(payment: StandInPayment): { readonly rst: string; readonly ap: string } | null {
  const type = payment.details['type'];
  if (type === 'credit_card') {
    if (payment.status === 'failed') return { rst: '2', ap: '' };
    return payment.status === 'captured' ? { rst: '1', ap: 'A12345' } : null;
  }
  if (type === 'konbini') {
    if (payment.details['withdrawn'] === 1) return { rst: '1', ap: 'CVS_CAN' };
    if (payment.status === 'cancelled') return { rst: '1', ap: 'CVS_STOP' };
    return { rst: '1', ap: payment.status === 'captured' ? 'CPL' : 'CPL_PRE' };
  }
  if (payment.status === 'cancelled') return { rst: '1', ap: 'BAN_STOP' };
  return { rst: '1', ap: transferred(payment) > 0 ? 'BAN_SAL' : 'BANK' };
}

export function fieldsOf(payment: StandInPayment, amount = payment.amount): Record<string, string> | null {
  const word = wordOf(payment);
  if (word === null) return null;
  const bank = ['bank_code', 'bank_name', 'branch_code', 'branch_name', 'account_type', 'account_number', 'holder'];
  const isBank = payment.details['type'] === 'virtual_account';
  const full = transferred(payment) === payment.amount + payment.tax;
  return {
    gid: gidOf(payment),
    rst: word.rst,
    ap: word.ap,
    ec: word.rst === '2' ? 'ER061' : '',
    god: '0',
    cod: payment.externalOrderNumber,
    am: String(amount),
    tx: String(payment.tax),
    sf: '0',
    ta: String(amount + payment.tax),
    cv: detailOf(payment, 'cvs_code'),
    no: detailOf(payment, 'confirmation_code'),
    cu: '',
    bank: isBank ? bank.map((name) => detailOf(payment, name)).join('.') : '',
    exp: payment.paymentDeadline
      ? new Date(payment.paymentDeadline.getTime() + 9 * 3_600_000).toISOString().slice(0, 10).replaceAll('-', '')
      : '',
    mf: word.ap === 'BAN_SAL' ? (full ? '1' : '0') : '',
  };
}

/** The kickback about what has just happened; that an account is full is told with its last transfer. */
export function kickbackOf(payment: StandInPayment, type: string, amount: number): string | null {
  if (type === 'contract.stopped')
    return queryOf({ gid: gidOf(payment), rst: '4', ap: '', ec: '', cod: payment.externalOrderNumber, acid: '5512' });
  if (type === 'payment.captured' && payment.details['type'] === 'virtual_account') return null;
  if (type === 'payment.authorized' && payment.details['type'] === 'credit_card') return null;
  const fields = fieldsOf(payment, amount);
  return fields && queryOf({ ...fields, em: 'payer@example.jp', nm: '支払 太郎' });
}
