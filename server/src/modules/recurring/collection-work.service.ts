import { randomUUID } from 'node:crypto';
import type { SavedCardView } from '@tsudoi/shared/contracts/payments/card.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { BillId } from '@tsudoi/shared/kernel/ids';
import { type JstDate, addDays } from '@tsudoi/shared/kernel/jst';
import { fullReading, fullName } from '@tsudoi/shared/kernel/names';
import { newCollectionTryId } from '@tsudoi/shared/kernel/recurring-ids';
import { PositiveYen } from '@tsudoi/shared/kernel/yen';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { enqueueMail } from '../../platform/mail-outbox.ts';
import { paymentsClient } from '../../platform/payments-client.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import {
  type BillDocument,
  factsOf,
  findBills,
  isPayable,
  noteCollecting,
  outstandingYen,
  payLinkOf,
  pendingChargeOf,
} from '../billing/billing.public.ts';
import { type MemberDocument, billingAddressOf, findMembers, mailAddressOf, statusOn, titlesOf } from '../members/members.public.ts';
import { type OrganizationDocument, findOrganization, goesOn, isOver } from '../organizations/organizations.public.ts';
import { billsWithOpenTask, openCharge } from '../payments/payments.public.ts';
import { isWished } from './card-wish.service.ts';
import { tellOfOutcome } from './collection-outcome.service.ts';
import { type CollectionNews, collectionMail, untoldMail } from './collection.mail.ts';
import {
  type CollectionDocument,
  type CollectionTry,
  type TryOutcome,
  dueCollections,
  findCollection,
  saveCollection,
} from './collection.repository.ts';
import {
  type CollectionFacts,
  failingOf,
  hourOfTry,
  isInVain,
  nextStep,
  nextTryOn,
  openTryOf,
  restsAfterDrops,
  wasTried,
} from './collection.rules.ts';
import { finishCollection } from './collection.service.ts';

interface Case {
  readonly platform: Platform;
  readonly scope: OrgScope;
  readonly collection: CollectionDocument;
  readonly bill: BillDocument;
  readonly member: MemberDocument;
  readonly organization: OrganizationDocument;
}

const minute = 60_000;
const later = ({ clock }: Platform, minutes: number): Date => new Date(clock.now().getTime() + minutes * minute);
const tomorrow = ({ clock }: Platform): Date => hourOfTry(addDays(clock.today(), 1));

const stays: ReadonlySet<string> = new Set<MemberDocument['status']>(['active', 'suspended']);

async function factsFor({ platform, scope, collection, bill, member, organization }: Case): Promise<CollectionFacts> {
  const open = openTryOf(collection);
  const charge = bill.charges.find(({ chargeId }) => chargeId === open?.chargeId);
  const isPayersOrHeld =
    payLinkOf(bill, platform.clock.now()) !== null || (await billsWithOpenTask(platform.databases.server, scope)).has(bill._id);
  return {
    today: platform.clock.today(),
    cancelled: bill.cancelledAt !== null,
    payable: isPayable(bill.status),
    outstanding: outstandingYen(factsOf(bill)),
    memberGone: !stays.has(statusOn(member.statusEntries, platform.clock.today())),
    otherwisePaid: isPayersOrHeld || pendingChargeOf(bill.charges) !== null,
    resting: !goesOn(organization),
    chargeState: charge?.state ?? null,
    wasAuthorized: charge?.wasAuthorized ?? false,
  };
}

/** Does what is next for one bill; two that look at once, or one that was killed, make no second charge. */
async function collectBill(platform: Platform, scope: OrgScope, billId: BillId): Promise<void> {
  const db = platform.databases.server;
  const collection = await findCollection(db, scope, billId);
  if (!collection || collection.lookAt === null || collection.lookAt > platform.clock.now()) return;
  const [bill] = await findBills(db, scope, [billId]);
  const [member] = await findMembers(scope, [collection.memberId]);
  if (!bill) throw new Error('a collection without its bill');
  const organization = await findOrganization(scope);
  // Of an organisation that is no more nothing is collected, and its members are gone from our rows (domain.md 3.1).
  if (!member || isOver(organization))
    return inTransaction(platform.databases.client, (session) => finishCollection(platform, scope, collection, 'ended', session));
  const given: Case = { platform, scope, collection, bill, member, organization };
  const next = nextStep(collection, await factsFor(given));
  switch (next.step) {
    case 'end':
      return 'because' in next ? endUntold(given, next.toldOn) : end(given, next.state);
    case 'try':
      return (await isAgreed(given)) ? beginTry(given) : end(given, 'ended');
    case 'ask_again':
      return ask(given, openTryOf(collection)!);
    case 'fail':
      return failTry(given, 'declined');
    case 'drop':
      return dropTry(given);
    case 'rest':
      return look(given, tomorrow(platform));
    case 'wait': {
      const { nextTryOn: on } = collection;
      return look(given, openTryOf(collection) ? later(platform, 5) : on === null ? tomorrow(platform) : hourOfTry(on));
    }
  }
}

function end({ platform, scope, collection }: Case, state: 'paid' | 'ended'): Promise<void> {
  return inTransaction(platform.databases.client, (session) => finishCollection(platform, scope, collection, state, session));
}

/** Ends what was held too long, and tells the member in the same transaction: they were told of a charge, and nobody else asks soon. */
async function endUntold({ platform, scope, collection, bill, member, organization }: Case, toldOn: JstDate): Promise<void> {
  const titleOf = await titlesOf(scope);
  const { PUBLIC_URL: publicUrl } = platform.env;
  const to = billingAddressOf(member);
  const amount = outstandingYen(factsOf(bill));
  const mail = untoldMail({ to, honorific: titleOf(member), organization, bill, amount, toldOn, publicUrl });
  await inTransaction(platform.databases.client, async (session) => {
    await finishCollection(platform, scope, collection, 'ended', session);
    if (to !== '') await enqueueMail(platform.databases.server, scope, mail, platform.clock.now(), session);
  });
  platform.nudgeMail();
}

/** Whoever takes back the choice of a card while a bill is just handed over is not charged for it either. */
async function isAgreed({ platform, scope, collection: { source, memberId } }: Case): Promise<boolean> {
  return source.kind !== 'dues' || isWished(platform, scope, memberId);
}

async function look({ platform, scope, collection }: Case, at: Date): Promise<void> {
  await saveCollection(platform.databases.server, scope, collection, { lookAt: at });
}

const cardOf = (platform: Platform, scope: OrgScope, { memberId }: CollectionDocument): Promise<SavedCardView | null> =>
  paymentsClient(platform, scope).call('cards.ofMember', { memberId });

const isUsable = (card: SavedCardView | null): card is SavedCardView => card?.state === 'active';

async function beginTry(given: Case): Promise<void> {
  const { platform, scope, collection, bill } = given;
  const card = await cardOf(platform, scope, collection);
  const begun: CollectionTry = {
    tryId: newCollectionTryId(),
    key: randomUUID(),
    cardId: isUsable(card) ? card.cardId : null,
    amount: outstandingYen(factsOf(bill)),
    askedAt: platform.clock.now(),
    chargeId: null,
    outcome: null,
  };
  // Written before anybody is asked: of two that look at once one fails here, and what is killed behind it asks with the same key.
  const tries = [...collection.tries, begun];
  const saved = await inTransaction(platform.databases.client, async (session) => {
    const actor = { kind: 'system', name: 'recurring' } as const;
    const subject = { subjectKind: 'bill', subjectId: bill._id, subjectName: bill.billNumber } as const;
    if (begun.cardId) await recordAudit(platform, scope, actor, { action: 'charge.start', ...subject, fields: ['method'] }, session);
    return saveCollection(platform.databases.server, scope, collection, { tries, lookAt: later(platform, 5) }, session);
  });
  const now: Case = { ...given, collection: saved };
  return begun.cardId === null ? failTry(now, 'no_card') : ask(now, begun);
}

/** Asks for the charge of a try; the same question as often as its answer is lost. */
async function ask(given: Case, { key, cardId, amount }: CollectionTry): Promise<void> {
  const { platform, scope, collection, bill, member, organization } = given;
  if (cardId === null) return failTry(given, 'no_card');
  const answer = await openCharge(platform, scope, {
    idempotencyKey: key,
    method: 'card',
    cardId,
    lines: [{ payableId: bill._id, amount: PositiveYen.parse(amount) }],
    memberId: collection.memberId,
    payer: { name: fullName(member), kana: fullReading(member), email: member.contactEmail, phone: '' },
    store: null,
    description: bill.billName.slice(0, 100),
    lastDay: platform.clock.today(),
    returnUrl: `${platform.env.PUBLIC_URL}/${organization.slug}/my`,
    locale: 'ja',
  });
  if (answer.outcome === 'refused') {
    if (answer.reason === 'card_declined') return failTry(given, 'declined');
    if (answer.reason === 'card_not_usable') return failTry(given, 'no_card');
    if (answer.reason === 'method_not_available' || answer.reason === 'over_limit') return failTry(given, 'not_offered');
    return dropTry(given);
  }
  const chargeId = answer.outcome === 'opened' ? answer.charge.chargeId : answer.chargeId;
  const tries = collection.tries.map((one) => (one.outcome === null ? { ...one, chargeId } : one));
  const saved = await saveCollection(platform.databases.server, scope, collection, { tries, lookAt: later(platform, 5) });
  if (answer.outcome === 'opened' && answer.charge.state === 'failed') return failTry({ ...given, collection: saved }, 'declined');
}

const ended = ({ tries }: CollectionDocument, outcome: TryOutcome): CollectionTry[] =>
  tries.map((one) => (one.outcome === null ? { ...one, outcome } : one));

/**
 * Nothing was charged and nobody is to blame: tried again in an hour, and tomorrow where that has been in vain for long. Where it has
 * been for longer than a series lasts, it counts as one that failed, which in the end leaves the bill to the reminders.
 */
async function dropTry(given: Case): Promise<void> {
  const { platform, scope, collection } = given;
  if (isInVain(collection.tries, platform.clock.today())) return failTry(given, 'not_offered');
  const tries = ended(collection, 'dropped');
  const lookAt = restsAfterDrops(tries) ? tomorrow(platform) : later(platform, 60);
  await saveCollection(platform.databases.server, scope, collection, { tries, lookAt });
}

/** Whether the member left another card while one was being tried, or while none was there. */
async function hasLeftAnother({ platform, scope, collection }: Case): Promise<boolean> {
  const card = await cardOf(platform, scope, collection);
  return isUsable(card) && !wasTried(collection, card.cardId);
}

/**
 * Counts a failure: the next day of the series, or past due when there is none, and one mail to the member. Where another card
 * has come meanwhile that one is tried at once instead, and the days go on behind it: nobody is asked for what they have just done.
 */
async function failTry(given: Case, outcome: Exclude<TryOutcome, 'dropped'>): Promise<void> {
  const { platform, scope, collection, bill, member, organization } = given;
  const db = platform.databases.server;
  const today = platform.clock.today();
  const { tryId, amount } = openTryOf(collection)!;
  const firstFailedOn = collection.firstFailedOn ?? today;
  const goesOnAtOnce = await hasLeftAnother(given);
  const next = goesOnAtOnce ? today : nextTryOn(firstFailedOn, today);
  const becomesPastDue = next === null && collection.state === 'waiting';
  const state = becomesPastDue ? 'past_due' : collection.state;
  const lookAt = goesOnAtOnce ? platform.clock.now() : next === null ? tomorrow(platform) : hourOfTry(next);
  const titleOf = await titlesOf(scope);
  await inTransaction(platform.databases.client, async (session) => {
    const change = { state, tries: ended(collection, outcome), firstFailedOn, nextTryOn: next, lookAt };
    const saved = await saveCollection(db, scope, collection, change, session);
    if (becomesPastDue) {
      await noteCollecting(db, scope, [bill._id], false, session);
      await tellOfOutcome(platform, scope, saved, 'past_due', session);
    }
    const news: CollectionNews | 'not_offered' = becomesPastDue ? 'past_due' : outcome;
    // A card is left and changed behind the log-in; a bill that is past due is for whoever pays the bills (docs/decisions/0010).
    const to = news === 'past_due' ? billingAddressOf(member) : mailAddressOf(member);
    // That the organisation takes no cards at present is nothing that the member can change.
    if (to === '' || news === 'not_offered' || goesOnAtOnce) return;
    const told = {
      news,
      failing: failingOf(saved.tries),
      to,
      honorific: titleOf(member),
      organization,
      bill,
      amount,
      nextTryOn: next,
      tryId,
      publicUrl: platform.env.PUBLIC_URL,
    };
    await enqueueMail(db, scope, collectionMail(told), platform.clock.now(), session);
  });
  platform.nudgeMail();
}

const batchSize = 500;
const atOnce = 4;

/** Looks at everything that is due, of all organisations, a few at a time; one that fails does not keep the others. */
export async function workOnCollections(platform: Platform): Promise<void> {
  const db = platform.databases.server;
  const due = await dueCollections(db, platform.clock.now(), batchSize);
  const worker = async (): Promise<void> => {
    for (let one = due.shift(); one; one = due.shift()) {
      const scope = mintOrgScope(one.orgId);
      try {
        await collectBill(platform, scope, one._id);
      } catch (err) {
        // Another process was at it first, and does what there is to do.
        if (err instanceof DomainError && err.code === 'CONFLICT') continue;
        // Something is away: it stays due, behind the others.
        platform.log.warn({ err, billId: one._id }, 'a bill could not be collected and is looked at again');
        const present = await findCollection(db, scope, one._id);
        if (present?.lookAt) await saveCollection(db, scope, present, { lookAt: later(platform, 5) }).catch(() => undefined);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
