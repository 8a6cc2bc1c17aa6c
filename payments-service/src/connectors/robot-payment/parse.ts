import { parseForm, shiftJisText } from '../form-body.ts';

/** What is read of a kickback and of our own answers; names, addresses of payers and their own order number are not. */
const readFields = [
  'gid',
  'rst',
  'ap',
  'ec',
  'cod',
  'am',
  'tx',
  'sf',
  'ta',
  'acid',
  'cv',
  'no',
  'cu',
  'bank',
  'exp',
  'mf',
  'asked_at',
  'asked_for',
] as const;
type RobotField = (typeof readFields)[number];
export type RobotFields = Readonly<Partial<Record<RobotField, string>>>;

const isRead = (name: string): name is RobotField => (readFields as readonly string[]).includes(name);

/** An order number as ours may be; anything else is none. */
export const orderOf = ({ cod = '' }: RobotFields): string | null => (/^[0-9A-Za-z-]{1,30}$/.test(cod) ? cod : null);

/** Of a contract of automatic charges. */
export const hasContract = ({ acid = '' }: RobotFields): boolean => /^[1-9]\d{0,19}$/.test(acid);

/** Null where it is no kickback: a field twice, no payment number, no result, no order (a contract may be none of ours, and have another kind or none). */
export function parseKickback(body: Buffer): RobotFields | null {
  const found = new Map<RobotField, string>();
  for (const { name, bytes } of parseForm(body) ?? []) {
    if (!isRead(name)) continue;
    // Which of two sums would count is not ours to choose.
    if (found.has(name)) return null;
    found.set(name, (shiftJisText(bytes) ?? '').slice(0, 300));
  }
  const fields: RobotFields = Object.fromEntries(found);
  const { gid = '', rst = '' } = fields;
  const isAbout = orderOf(fields) !== null || hasContract(fields);
  return /^\d{1,20}$/.test(gid) && /^\d$/.test(rst) && isAbout ? fields : null;
}

/** The pairs that are read, byte for byte as they came. */
export function onlyReadPairs(body: Buffer): Buffer {
  const pairs = (parseForm(body) ?? []).filter(({ name }) => isRead(name));
  return Buffer.from(pairs.map(({ name, raw }) => `${name}=${raw}`).join('&'), 'latin1');
}

/** The last moment of a day yyyyMMdd of Japan, or null for anything that is no day. */
export function endOfDay(text: string | undefined): Date | null {
  const parts = /^(\d{4})(\d\d)(\d\d)$/.exec(text ?? '');
  if (!parts) return null;
  const day = `${parts[1]}-${parts[2]}-${parts[3]}`;
  const end = new Date(`${day}T23:59:59+09:00`);
  return !Number.isNaN(end.getTime()) && new Date(end.getTime() + 9 * 3_600_000).toISOString().startsWith(day) ? end : null;
}
