import { parseForm, shiftJisText } from '../form-body.ts';

/** What is kept of a notice and of an answer: no name, telephone or address of a payer, and not what opens the door. */
const keptFields = [
  'order_no',
  'sendid',
  'status',
  'money',
  'pay_cvs',
  'pay_no1',
  'pay_no2',
  'pay_url',
  'pay_limit',
  'pay_date',
  'asked_at',
] as const;
const doorFields = ['clientip', 'sendpoint'] as const;
type ZeusField = (typeof keptFields)[number] | (typeof doorFields)[number];
export type ZeusFields = Readonly<Partial<Record<ZeusField, string>>>;

const isKept = (name: string): boolean => (keptFields as readonly string[]).includes(name);
const isRead = (name: string): name is ZeusField => isKept(name) || (doorFields as readonly string[]).includes(name);

/** Null where it is no word about an order: a field twice, no order, no status. */
export function parseZeusForm(body: Buffer): ZeusFields | null {
  const found = new Map<ZeusField, string>();
  for (const { name, bytes } of parseForm(body) ?? []) {
    if (!isRead(name)) continue;
    // Which of two sums would count is not ours to choose.
    if (found.has(name)) return null;
    found.set(name, (shiftJisText(bytes) ?? '').slice(0, 300));
  }
  const fields: ZeusFields = Object.fromEntries(found);
  const complete =
    /^[0-9A-Za-z-]{1,30}$/.test(fields.order_no ?? '') &&
    /^[0-9A-Za-z]{1,20}$/.test(fields.sendid ?? '') &&
    /^[0-9A-Z_]{1,20}$/.test(fields.status ?? '');
  return complete ? fields : null;
}

/** The pairs that are kept, byte for byte as they came. */
export function onlyKeptPairs(body: Buffer): Buffer {
  const pairs = (parseForm(body) ?? []).filter(({ name }) => isKept(name));
  return Buffer.from(pairs.map(({ name, raw }) => `${name}=${raw}`).join('&'), 'latin1');
}

/** A moment yyyymmddhhmmss of Japan, or null for anything that is none. */
export function momentOf(text: string | undefined): Date | null {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text ?? '');
  if (!parts) return null;
  const [, year, month, day, hour, minute, second] = parts;
  const written = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const moment = new Date(`${written}+09:00`);
  const there = !Number.isNaN(moment.getTime()) && new Date(moment.getTime() + 9 * 3_600_000).toISOString().startsWith(written);
  return there ? moment : null;
}

/** The last moment of a day yyyymmdd of Japan. */
export function endOfDay(text: string | undefined): Date | null {
  return /^\d{8}$/.test(text ?? '') ? momentOf(`${text}235959`) : null;
}
