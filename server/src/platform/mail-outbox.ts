import { type BillId, type MailId, type MemberId, type OrgId, newMailId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import type { MailSubject } from './mail-subject.ts';

/**
 * Every kind of mail, and whether its words open a door: a link or a password that works for whoever reads it. The words
 * of those are forgotten once they are sent, so that the outbox is no cupboard of keys (security.md G14).
 */
export const mailPurposes = {
  application_approved: 'secret',
  application_expired: 'plain',
  application_payment: 'plain',
  application_received: 'plain',
  application_registered: 'plain',
  application_rejected: 'plain',
  application_returned: 'secret',
  application_verify: 'secret',
  application_waiting: 'plain',
  application_withdrawn: 'plain',
  bill_corrected: 'plain',
  bill_opened: 'plain',
  books_ready: 'plain',
  change_request: 'plain',
  closing: 'plain',
  collection: 'plain',
  debit_ended: 'plain',
  dunning: 'plain',
  email_change: 'secret',
  email_changed: 'plain',
  incident: 'plain',
  invitation: 'secret',
  list_ready: 'plain',
  login_code: 'secret',
  login_id: 'plain',
  login_inquiry: 'plain',
  member_number: 'plain',
  owner_verify: 'secret',
  bank_details: 'plain',
  password_reset: 'secret',
  pay_link: 'secret',
  payment_withdrawn: 'plain',
  payout_account: 'plain',
  payout_stuck: 'plain',
  proof: 'plain',
  provisional: 'secret',
  receipt: 'plain',
  recovery: 'secret',
  refund: 'plain',
  renewal: 'plain',
  recurring: 'plain',
  screening: 'plain',
  second_step: 'plain',
  session_ended: 'plain',
  sign_up_review: 'plain',
  suspension: 'plain',
  webhook_failing: 'plain',
} as const satisfies Record<string, 'plain' | 'secret'>;
export type MailPurpose = keyof typeof mailPurposes;

/** Somebody sits before a page and waits for it: it does not stand behind bulk mails, of whatever organisation (T18). */
const urgentPurposes: ReadonlySet<MailPurpose> = new Set([
  'application_verify',
  'email_change',
  'login_code',
  'login_id',
  'login_inquiry',
  'owner_verify',
  'password_reset',
  'recovery',
]);

/**
 * Of a suspended organisation these go all the same (domain.md 3.1: log-in stays): what opens or guards a log-in, and what the
 * operator itself says. All else waits until it goes on.
 */
export const goesWhileSuspended: ReadonlySet<MailPurpose> = new Set([
  'closing',
  'debit_ended',
  'email_change',
  'email_changed',
  'incident',
  'login_code',
  'login_id',
  'login_inquiry',
  'owner_verify',
  'password_reset',
  'payout_account',
  'payout_stuck',
  'provisional',
  'recovery',
  'screening',
  'second_step',
  'session_ended',
  'sign_up_review',
  'suspension',
]);

/** The bill whose payment the link of a mail opens without a log-in: signed as it leaves (`withBillDoor`). */
export interface BillOpened {
  readonly billId: BillId;
  readonly memberId: MemberId;
}

/** A mail that waits to be sent, written in the transaction of what it tells of. The mail module sends it. */
export interface MailRow {
  _id: MailId;
  orgId: OrgId;
  to: string;
  subject: string;
  text: string;
  /** The one address the person is meant to open. */
  link: string | null;
  opens?: BillOpened;
  purpose: MailPurpose;
  urgent?: true;
  /** The same key is one mail, however often it is asked for. */
  idempotencyKey: string;
  /** `dropped`: what it says is no longer true, and it had not gone yet. */
  state: 'waiting' | 'sending' | 'sent' | 'failed' | 'dropped';
  attempts: number;
  /** The first try of which nobody knows whether the mail arrived. */
  doubtAt?: Date | null;
  /** Of what was given up: the name of the refusal. */
  refusedAs?: string;
  nextAt: Date;
  leaseUntil: Date | null;
  createdAt: Date;
  sentAt: Date | null;
  providerMessageId: string | null;
}

export interface MailDraft {
  readonly to: string;
  readonly subject: MailSubject;
  readonly text: string;
  readonly link: string | null;
  readonly opens?: BillOpened;
  readonly purpose: MailPurpose;
  readonly idempotencyKey: string;
}

/** Above what a mail says once more in English. */
export const englishBelow = '――――――――――――――――';

export const mailCollection = 'mails';

function mailRow(scope: OrgScope, draft: MailDraft, now: Date): MailRow {
  if (/[\r\n]/.test(draft.to) || /[\r\n]/.test(draft.subject)) throw new RangeError('a mail header holds a line break');
  return {
    _id: newMailId(),
    orgId: scope.orgId,
    ...draft,
    ...(urgentPurposes.has(draft.purpose) ? { urgent: true as const } : {}),
    state: 'waiting',
    attempts: 0,
    nextAt: now,
    leaseUntil: null,
    createdAt: now,
    sentAt: null,
    providerMessageId: null,
  };
}

/** @throws RangeError when a header would carry a line break (security.md T54). */
export async function enqueueMail(db: Db, scope: OrgScope, draft: MailDraft, now: Date, session?: ClientSession): Promise<void> {
  const row = mailRow(scope, draft, now);
  const mails = db.collection<MailRow>(mailCollection);
  const known = await mails.findOne({ orgId: scope.orgId, idempotencyKey: draft.idempotencyKey }, session ? { session } : {});
  if (!known) await mails.insertOne(row, session ? { session } : {});
}

/**
 * Many mails in one insert, for work that happens once by its own guard: a key that exists already aborts the caller's
 * transaction instead of being passed over.
 */
export async function enqueueMails(
  db: Db,
  scope: OrgScope,
  drafts: readonly MailDraft[],
  now: Date,
  session: ClientSession,
): Promise<void> {
  if (drafts.length === 0) return;
  await db.collection<MailRow>(mailCollection).insertMany(
    drafts.map((draft) => mailRow(scope, draft, now)),
    { session },
  );
}

/** What became of mails, by their keys. */
export async function statesOfMails(db: Db, scope: OrgScope, keys: readonly string[]): Promise<Map<string, MailRow['state']>> {
  if (keys.length === 0) return new Map();
  const rows = await db
    .collection<MailRow>(mailCollection)
    .find({ orgId: scope.orgId, idempotencyKey: { $in: [...keys] } }, { projection: { idempotencyKey: 1, state: 1 } })
    .toArray();
  return new Map(rows.map(({ idempotencyKey, state }) => [idempotencyKey, state]));
}

/**
 * What these mails say is so no longer: those that still wait do not go. Gives the keys of those that somebody has read, or may have.
 * A sender that takes one at the same moment writes the same row, so that one of the two is done again.
 */
export async function dropWaiting(
  db: Db,
  { orgId }: OrgScope,
  keys: readonly string[],
  session: ClientSession,
): Promise<ReadonlySet<string>> {
  if (keys.length === 0) return new Set();
  const mails = db.collection<MailRow>(mailCollection);
  const rows = await mails.find({ orgId, idempotencyKey: { $in: [...keys] } }, { session }).toArray();
  const waiting = rows.filter(({ state }) => state === 'waiting');
  for (const { idempotencyKey } of waiting)
    await mails.updateOne({ orgId, idempotencyKey, state: 'waiting' }, { $set: { state: 'dropped' } }, { session });
  const unread = (row: MailRow) => row.state === 'dropped' || (row.state === 'waiting' && !row.doubtAt);
  return new Set(rows.filter((row) => !unread(row)).map(({ idempotencyKey }) => idempotencyKey));
}
