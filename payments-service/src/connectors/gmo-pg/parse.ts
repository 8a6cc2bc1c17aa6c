import { parseForm, shiftJisText } from '../form-body.ts';

/**
 * The fields that are read, of notices and of SearchTradeMulti alike. Passwords, cards, names of people and free fields are
 * not among them, so that they are neither stored nor logged; the holder of an account is the shop.
 */
const readFields = [
  'ShopID',
  'AccessID',
  'OrderID',
  'Status',
  'JobCd',
  'Amount',
  'Tax',
  'Currency',
  'PayType',
  'TranID',
  'TranDate',
  'ProcessDate',
  'FinishDate',
  'PaymentTerm',
  'CvsCode',
  'CvsConfNo',
  'CvsReceiptNo',
  'BkCode',
  'CustID',
  'ConfNo',
  'ErrCode',
  'ErrInfo',
  'GanbBankCode',
  'GanbBankName',
  'GanbBranchCode',
  'GanbBranchName',
  'GanbAccountType',
  'GanbAccountNumber',
  'GanbAccountHolderName',
  'GanbExpireDate',
  'GanbInSettlementDate',
  'GanbTotalTransferAmount',
] as const;
type GmoField = (typeof readFields)[number];
export type GmoFields = Readonly<Partial<Record<GmoField, string>>>;

const isRead = (name: string): name is GmoField => (readFields as readonly string[]).includes(name);

/** What a body says of a trade; null when it is no such form: a field twice, no order, no status. */
export function parseGmoForm(body: Buffer): GmoFields | null {
  const found = new Map<GmoField, string>();
  for (const { name, bytes } of parseForm(body) ?? []) {
    if (!isRead(name)) continue;
    // Which of two sums would count is not ours to choose.
    if (found.has(name)) return null;
    found.set(name, (shiftJisText(bytes) ?? '').slice(0, 200));
  }
  const fields: GmoFields = Object.fromEntries(found);
  return isOrderId(fields.OrderID) && /^[0-9A-Z_]{1,30}$/.test(fields.Status ?? '') ? fields : null;
}

/** At most 27 characters of a–z, A–Z, 0–9 and the hyphen. */
export function isOrderId(text: string | undefined): text is string {
  return /^[0-9A-Za-z-]{1,27}$/.test(text ?? '');
}

/** The pairs that are read, byte for byte as they came. */
export function onlyReadPairs(body: Buffer): Buffer {
  const pairs = (parseForm(body) ?? []).filter(({ name }) => isRead(name));
  return Buffer.from(pairs.map(({ name, raw }) => `${name}=${raw}`).join('&'), 'latin1');
}

/** yyyyMMddHHmmss of Japan, or null for anything that is no moment. */
export function gmoInstant(text: string | undefined): Date | null {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text ?? '');
  if (!parts) return null;
  const [, year, month, day, hour, minute, second] = parts;
  const instant = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}+09:00`);
  if (Number.isNaN(instant.getTime())) return null;
  const again = new Date(instant.getTime() + 9 * 3_600_000).toISOString();
  return again.startsWith(`${year}-${month}-${day}T${hour}:${minute}:${second}`) ? instant : null;
}

/** The beginning of a day yyyyMMdd of Japan, or null for anything that is no day. */
export function gmoDay(text: string | undefined): Date | null {
  return /^\d{8}$/.test(text ?? '') ? gmoInstant(`${text}000000`) : null;
}
