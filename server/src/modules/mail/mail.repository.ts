import type { MailId, OrgId } from '@tsudoi/shared/kernel/ids';
import { earliest } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db, Filter, UpdateFilter } from 'mongodb';
import { type BouncedAddressRow, bouncedAddressCollection, bouncedAddressId } from '../../platform/bounced-addresses.ts';
import { type DueRow, type Lease, claimDue, organisationsDue, returnLeft } from '../../platform/claim-due.ts';
import { type MailPurpose, type MailRow, mailCollection } from '../../platform/mail-outbox.ts';

/** The sender works for all organisations. */
const mails = (db: Db) => db.collection<MailRow & { claim?: string }>(mailCollection);
const dueRows = (db: Db) => db.collection<DueRow>(mailCollection);

/** Of an organisation, or what is urgent of all of them; in the order in which they fall due. */
export async function claimMails(db: Db, whose: OrgId | 'urgent', lease: Lease): Promise<MailRow[]> {
  const among: Filter<DueRow & Pick<MailRow, 'urgent'>> = whose === 'urgent' ? { urgent: true } : { orgId: whose };
  const some = await claimDue(dueRows(db), among as Filter<DueRow>, lease, { $inc: { attempts: 1 } } as UpdateFilter<DueRow>);
  return some ? mails(db).find(held(lease.claim)).toArray() : [];
}

export const organisationsWithMails = (db: Db, now: Date, limit: number): Promise<OrgId[]> => organisationsDue(dueRows(db), now, limit);

/** What a sender that died had in its hands: whether it went nobody knows. */
export const returnLeftMails = (db: Db, now: Date, leaseMs: number, limit: number): Promise<void> =>
  returnLeft(dueRows(db), now, limit, (row) => ({
    doubtAt: (row as DueRow & Partial<Pick<MailRow, 'doubtAt'>>).doubtAt ?? new Date(row.leaseUntil.getTime() - leaseMs),
  }));
/** Since when the first mail has been due; null when none is. */
export const mailsDueSince = (db: Db): Promise<Date | null> => earliest(mails(db), { state: 'waiting' }, 'nextAt');

/** What a sender has in its hands; the index has this first and the ids last (docs/decisions/0052). */
const held = (claim: string) => ({ state: 'sending' as const, claim });

/** Written only while the claim holds: a sender that lost its lease changes nothing. */
export async function markSent(
  db: Db,
  claim: string,
  sent: readonly { mailId: MailId; providerMessageId: string | null }[],
  now: Date,
): Promise<void> {
  const plain = sent.filter((mail) => mail.providerMessageId === null).map((mail) => mail.mailId);
  const done = { state: 'sent' as const, sentAt: now, leaseUntil: null };
  if (plain.length > 0) await mails(db).updateMany({ ...held(claim), _id: { $in: plain } }, { $set: done, $unset: { claim: '' } });
  for (const { mailId, providerMessageId } of sent) {
    if (providerMessageId !== null)
      await mails(db).updateOne({ ...held(claim), _id: mailId }, { $set: { ...done, providerMessageId }, $unset: { claim: '' } });
  }
}

/** False when the claim holds no longer. */
export async function markFailed(
  db: Db,
  claim: string,
  mailId: MailId,
  next: Pick<MailRow, 'nextAt' | 'doubtAt' | 'refusedAs'> & { state: 'waiting' | 'failed' },
  session?: ClientSession,
): Promise<boolean> {
  const change = { $set: { ...next, leaseUntil: null }, $unset: { claim: '' as const } };
  return (await mails(db).updateOne({ ...held(claim), _id: mailId }, change, session ? { session } : {})).matchedCount === 1;
}

export function findMail(db: Db, mailId: MailId): Promise<MailRow | null> {
  return mails(db).findOne({ _id: mailId });
}

/** It had left and did not arrive; false when that is known already. */
export async function markBounced(db: Db, mailId: MailId, session: ClientSession): Promise<boolean> {
  const sent = { state: 'sent', claim: null, _id: mailId } as Filter<MailRow>;
  return (await mails(db).updateOne(sent, { $set: { state: 'failed' } }, { session })).modifiedCount === 1;
}

/** What goes by post where the address takes no mail. All else is tried: somebody may wait for it, and nothing else would come. */
const byPost: readonly MailPurpose[] = ['dunning', 'bill_opened', 'receipt'];

/** Of mails that are about to go, those that go by post instead (docs/decisions/0053). */
export async function mailsToBouncing(db: Db, due: readonly MailRow[]): Promise<ReadonlySet<MailId>> {
  const ids = new Map(
    due.filter(({ purpose }) => byPost.includes(purpose)).map((mail) => [mail._id, bouncedAddressId(mail.orgId, mail.to)]),
  );
  if (ids.size === 0) return new Set();
  const found = await db
    .collection<BouncedAddressRow>(bouncedAddressCollection)
    .find({ _id: { $in: [...new Set(ids.values())] } }, { projection: { _id: 1, state: 1 } })
    .toArray();
  const bouncing = new Set(found.flatMap(({ _id, state }) => (state === 'bouncing' ? [_id] : [])));
  return new Set([...ids].filter(([, address]) => bouncing.has(address)).map(([mailId]) => mailId));
}

/** What is no longer so is not sent. */
export async function markDropped(db: Db, claim: string, mailIds: readonly MailId[]): Promise<void> {
  if (mailIds.length === 0) return;
  await mails(db).updateMany(
    { ...held(claim), _id: { $in: [...mailIds] } },
    { $set: { state: 'dropped', leaseUntil: null }, $unset: { claim: '' } },
  );
}

/** Takes the words out of mails that have come to their end and whose words open a door. */
export async function forgetWords(db: Db, state: 'sent' | 'failed' | 'dropped', mailIds: readonly MailId[]): Promise<void> {
  if (mailIds.length === 0) return;
  await mails(db).updateMany({ state, claim: null, _id: { $in: [...mailIds] } } as Filter<MailRow>, {
    $set: { text: '', link: null },
  });
}

/** Gives mails back that nobody has looked at, as if the sender had never taken them; `nextAt` where they have to wait longer. */
export async function releaseMails(db: Db, claim: string, mailIds: readonly MailId[], nextAt?: Date): Promise<void> {
  if (mailIds.length === 0) return;
  const back = { state: 'waiting' as const, leaseUntil: null, ...(nextAt ? { nextAt } : {}) };
  await mails(db).updateMany({ ...held(claim), _id: { $in: [...mailIds] } }, { $set: back, $unset: { claim: '' }, $inc: { attempts: -1 } });
}

/** What waits of an organisation for a later moment is due now. */
export async function wakeWaiting(db: Db, { orgId }: OrgScope, now: Date): Promise<void> {
  await mails(db).updateMany({ state: 'waiting', orgId, nextAt: { $gt: now } }, { $set: { nextAt: now } });
}

/** What was given up for an organisation since then, the newest first. */
export function failedMails(db: Db, { orgId }: OrgScope, since: Date, limit: number): Promise<MailRow[]> {
  return mails(db)
    .find({ state: 'failed', orgId, nextAt: { $gte: since } })
    .sort({ nextAt: -1 })
    .limit(limit)
    .toArray();
}

export function newestMails(db: Db, to: string, limit: number): Promise<MailRow[]> {
  return mails(db)
    .find(
      to === ''
        ? { state: { $ne: 'dropped' } }
        : { state: { $ne: 'dropped' }, to: new RegExp(to.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'i') },
    )
    .sort({ createdAt: -1, _id: -1 })
    .limit(limit)
    .toArray();
}
