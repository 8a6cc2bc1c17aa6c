import type { BillId, MailId, MemberId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type { PayloadOf } from '@tsudoi/shared/queue/define-message';
import type { cardChanged } from '@tsudoi/shared/queue/payments.messages';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import { recordLive } from '../../platform/live.ts';
import type { MailRow } from '../../platform/mail-outbox.ts';
import type { Platform } from '../../platform/platform.ts';
import { factsOf, getBill, isPayable, mailsInVain, noteCollecting, outstandingYen } from '../billing/billing.public.ts';
import type { MoneyMoves } from '../payments/payments.public.ts';
import { tellOfOutcome } from './collection-outcome.service.ts';
import { billOfMail } from './collection.mail.ts';
import {
  type CollectionDocument,
  type CollectionSource,
  collectionsOfMember,
  findCollection,
  findCollections,
  insertCollection,
  saveCollection,
} from './collection.repository.ts';
import { hourOfTry, openTryOf, wasTried } from './collection.rules.ts';

export const collectJobName = 'recurring.collect';

const isUnderWay = ({ state }: CollectionDocument): boolean => state === 'waiting' || state === 'past_due';

/**
 * Has a confirmed bill collected from the member's saved card from a day on, in the caller's transaction; asked for again,
 * it is still one collection. False where the bill asks for nothing. @throws DomainError NOT_FOUND
 */
export async function startCollection(
  platform: Platform,
  scope: OrgScope,
  {
    billId,
    memberId,
    source,
    firstTryOn,
  }: { readonly billId: BillId; readonly memberId: MemberId; readonly source: CollectionSource; readonly firstTryOn: JstDate },
  session: ClientSession,
): Promise<boolean> {
  const db = platform.databases.server;
  const bill = await getBill(db, scope, billId, session);
  if (!isPayable(bill.status)) return false;
  if (await findCollection(db, scope, billId, session)) return true;
  const collection: CollectionDocument = {
    _id: billId,
    orgId: scope.orgId,
    memberId,
    source,
    state: 'waiting',
    agreed: outstandingYen(factsOf(bill)),
    tries: [],
    firstFailedOn: null,
    nextTryOn: firstTryOn,
    lookAt: hourOfTry(firstTryOn),
    createdAt: platform.clock.now(),
    version: 0,
  };
  await insertCollection(db, scope, collection, session);
  await noteCollecting(db, scope, [billId], true, session);
  return true;
}

/** Nothing is tried any more: reminders are the office's from now on. */
export async function finishCollection(
  platform: Platform,
  scope: OrgScope,
  collection: CollectionDocument,
  state: 'paid' | 'ended',
  session: ClientSession,
): Promise<void> {
  const db = platform.databases.server;
  const saved = await saveCollection(db, scope, collection, { state, nextTryOn: null, lookAt: null }, session);
  await noteCollecting(db, scope, [collection._id], false, session);
  await tellOfOutcome(platform, scope, saved, state, session);
  const notice = { topic: 'bills', ref: collection._id, memberId: collection.memberId } as const;
  await recordLive(db, scope, [notice], platform.clock.now(), session);
}

/** Nothing is tried any more because whoever agreed has said so; a charge that is out already may still bring money. */
export async function stopCollection(platform: Platform, scope: OrgScope, billId: BillId, session: ClientSession): Promise<void> {
  const collection = await findCollection(platform.databases.server, scope, billId, session);
  if (collection && isUnderWay(collection)) await finishCollection(platform, scope, collection, 'ended', session);
}

/** Hook of the ledger: a bill that was paid, by whatever way, is not collected any more. */
export async function settleCollections(platform: Platform, scope: OrgScope, { bills }: MoneyMoves, session: ClientSession): Promise<void> {
  const paid = bills
    .filter(({ before, after }) => after.collecting !== undefined && isPayable(before.status) && !isPayable(after.status))
    .map(({ after }) => after._id);
  // Nearly all money is for bills that are not collected: it costs no look.
  if (paid.length === 0) return;
  for (const collection of await findCollections(platform.databases.server, scope, paid, session))
    if (isUnderWay(collection)) await finishCollection(platform, scope, collection, 'paid', session);
}

/** Another card is there: what failed for want of one is tried at once. The same news again changes nothing (domain.md 3.8). */
export async function retryWithCard(
  platform: Platform,
  scope: OrgScope,
  { cardId, memberId, state }: PayloadOf<typeof cardChanged>,
): Promise<void> {
  if (state !== 'active') return;
  const db = platform.databases.server;
  const now = platform.clock.now();
  await inTransaction(platform.databases.client, async (session) => {
    for (const collection of await collectionsOfMember(db, scope, memberId, session)) {
      if (!isUnderWay(collection) || wasTried(collection, cardId)) continue;
      // Nothing overtakes a try that is out: whoever ends it asks for the card, and asks anew where that was a moment before this.
      if (openTryOf(collection)) await saveCollection(db, scope, collection, { lookAt: now }, session);
      else if (collection.firstFailedOn !== null)
        await saveCollection(db, scope, collection, { nextTryOn: platform.clock.today(), lookAt: now }, session);
    }
  });
  await platform.wakeJob(collectJobName, {});
}

/** Hook of the sender: mails that had to wait and ask for what has been paid or cancelled meanwhile do not go (ARR-03). */
export function unwantedCollectionMails(platform: Platform, mails: readonly MailRow[]): Promise<Set<MailId>> {
  return mailsInVain(
    platform,
    mails,
    ({ idempotencyKey }) => billOfMail(idempotencyKey),
    ({ status }) => isPayable(status),
  );
}
