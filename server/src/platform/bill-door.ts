import { createHmac, timingSafeEqual } from 'node:crypto';
import { billLinkDays } from '@tsudoi/shared/contracts/payments/bill-link.contract';
import { BillId, type MemberId, type OrgId } from '@tsudoi/shared/kernel/ids';
import { JstDate, addDays, jstDateOf } from '@tsudoi/shared/kernel/jst';
import type { MailRow } from './mail-outbox.ts';
import type { Platform } from './platform.ts';
import { sealingKey } from './sealed.ts';

/** Half of what SHA-256 gives: nobody guesses 128 bits, and the address stays short enough for mail programs. */
const markBytes = 16;
/** Of an id, behind what says whose it is. */
const idLetters = 26;

type Keys = Pick<Platform, 'env'>;
interface Signed {
  readonly orgId: OrgId;
  readonly billId: BillId;
  readonly memberId: MemberId;
  readonly until: JstDate;
}

/** Worked out once: thousands of mails are signed in a row. */
const signingKeys = new WeakMap<Keys['env'], Buffer>();
function signingKey(keys: Keys): Buffer {
  const key = signingKeys.get(keys.env) ?? sealingKey(keys, 'bill door');
  signingKeys.set(keys.env, key);
  return key;
}

function markOf(keys: Keys, { orgId, billId, memberId, until }: Signed): string {
  const said = [orgId, billId, memberId, until].join('\n');
  return createHmac('sha256', signingKey(keys)).update(said).digest().subarray(0, markBytes).toString('base64url');
}

/** What opens the payment of one bill until a day. It is worked out, never stored: a dump of the database opens nothing. */
export function billToken(keys: Keys, signed: Signed): string {
  return `${signed.billId.slice(-idLetters)}${signed.until.replaceAll('-', '')}${markOf(keys, signed)}`;
}

interface Claimed {
  readonly billId: BillId;
  readonly until: JstDate;
  readonly mark: string;
}

/** What a token says of itself; true only once `isSigned` says so. Null where it cannot be one. */
export function readBillToken(token: string): Claimed | null {
  const [, id, year, month, day, mark] = /^([0-9A-Z]{26})(\d{4})(\d{2})(\d{2})([A-Za-z0-9_-]{22})$/.exec(token) ?? [];
  const billId = BillId.safeParse(`bill_${id}`);
  const until = JstDate.safeParse(`${year}-${month}-${day}`);
  return billId.success && until.success && mark !== undefined ? { billId: billId.data, until: until.data, mark } : null;
}

/** Whether we have signed this for the bill of this member in this organisation: a merge of members ends what was mailed before it. */
export function isSigned(keys: Keys, { billId, until, mark }: Claimed, whose: Pick<Signed, 'orgId' | 'memberId'>): boolean {
  return timingSafeEqual(Buffer.from(mark), Buffer.from(markOf(keys, { ...whose, billId, until })));
}

/**
 * A mail as it goes out: the address of its bill on My Page becomes one that opens the payment without a log-in. The stored
 * row keeps the first, so that neither the outbox nor what the office reads of a mail is a key.
 */
export function withBillDoor(keys: Keys, mail: MailRow): MailRow {
  const { opens, link, orgId } = mail;
  if (!opens || link === null) return mail;
  // From the day of writing: a mail that is tried again says the same.
  const until = addDays(jstDateOf(mail.createdAt), billLinkDays);
  const door = link.replace(`/my/pay/${opens.billId}`, `/p#token=${billToken(keys, { orgId, ...opens, until })}`);
  return { ...mail, link: door, text: mail.text.replaceAll(link, door) };
}
