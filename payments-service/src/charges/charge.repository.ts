import { randomInt } from 'node:crypto';
import type { ChargeInstructions, ChargeMethod, ChargeState, KonbiniStore } from '@tsudoi/shared/contracts/payments/charge.contract';
import type { SavedCardId } from '@tsudoi/shared/kernel/card-ids';
import type { BillId, ChargeId, MemberId, MoneyEventId, OrgId, PayLinkId, ProviderAccountId } from '@tsudoi/shared/kernel/ids';
import type { Yen } from '@tsudoi/shared/kernel/yen';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { AnyBulkWriteOperation, ClientSession, Collection, Db } from 'mongodb';
import type { MoneyEventKind } from '../connectors/connector.ts';
import type { ChargeFee } from '../payouts/fee.rules.ts';
import { paymentNumberFrom } from './payment-number.rules.ts';

export interface DepositAccount {
  asked: Yen;
  lines: { payableId: BillId; amount: Yen }[];
  /** Running total of what is booked. */
  received: Yen;
  /** False once its deadline is over or it was stopped; what comes all the same is late money. */
  open: boolean;
}

/** One try to collect. Its state is derived from its money events; what else changes is what the provider told us. */
export interface ChargeDocument {
  _id: ChargeId;
  orgId: OrgId;
  memberId: MemberId;
  /** Absent in charges of before there were links. */
  payLinkId?: PayLinkId | null;
  accountId: ProviderAccountId;
  provider: string;
  method: ChargeMethod;
  /** The chain that was asked for; absent where none was, and in charges of before it was kept. */
  store?: KonbiniStore;
  paymentNumber: string;
  lines: { payableId: BillId; amount: Yen }[];
  amount: Yen;
  /** The part of the system fee that the payer pays on top of `amount`. */
  memberFee: Yen;
  /** Absent in charges of before there were fees: then there is none. */
  fee?: ChargeFee;
  /** Where the charge stood before any event: `requested`, or `unknown` when the provider's answer was lost. */
  base: ChargeState;
  state: ChargeState;
  version: number;
  providerIds: Record<string, string>;
  redirectUrl: string | null;
  instructions: ChargeInstructions | null;
  expiresAt: Date | null;
  idempotencyKey: string;
  createdAt: Date;
  /** When its provider was asked once more, since whoever had asked first did not live to hear the answer. */
  askedAgainAt?: Date;
  /** The provider payment that brought the money; another one for the same charge is a second payment. */
  settledBy: string | null;
  /** The charge is to be voided at the provider and the provider has not confirmed yet. */
  voidWanted: boolean;
  inquiries: number;
  /** How many of those found that the provider knows of no such charge; absent where none did. */
  denials?: number;
  nextInquiryAt: Date | null;
  /** Since when somebody has wanted it looked at once, whatever state it is in; absent once its provider has answered. */
  wantedAt?: Date;
  /** When people had its provider asked last, by real time. */
  lookedAt?: Date;
  /**
   * An account that the payer transfers to, any sum and any number of times. `amount` and `lines` of the charge are those
   * of the first transfer once there was one; what was asked for stays here.
   */
  account?: DepositAccount;
  /** Charged by a card that the member had left: nobody is at a page. */
  cardId?: SavedCardId;
  /** A later transfer into the account of another charge: that one. */
  depositOf?: ChargeId;
}

/** Append-only: one row per provider event, held ones included. */
export interface MoneyEventDocument {
  _id: MoneyEventId;
  orgId: OrgId;
  chargeId: ChargeId;
  inboxId: string;
  kind: MoneyEventKind;
  occurredAt: Date;
  providerPaymentId: string | null;
  amount: Yen | null;
  currency: string | null;
  refunded: Yen | null;
  /** Running total of an account, where the event told one. */
  deposited?: Yen;
  /** The very refund or dispute that it told of; absent where the provider tells sums. */
  refund?: { id: string; amount: Yen };
  dispute?: string;
  /** Held events wait for people and do not move the charge. */
  held: boolean;
  /** Why a try failed, in the provider's own code. */
  code?: string;
}

export function chargesOf(db: Db): Collection<ChargeDocument> {
  return db.collection<ChargeDocument>('charges');
}

export function moneyEventsOf(db: Db): Collection<MoneyEventDocument> {
  return db.collection<MoneyEventDocument>('money_events');
}

export function drawPaymentNumber(): string {
  return paymentNumberFrom(String(randomInt(0, 1_000_000)).padStart(6, '0') + String(randomInt(0, 1_000_000)).padStart(6, '0'));
}

export function findCharge(db: Db, scope: OrgScope, chargeId: ChargeId): Promise<ChargeDocument | null> {
  return chargesOf(db).findOne({ orgId: scope.orgId, _id: chargeId });
}

export function findChargeByKey(db: Db, scope: OrgScope, idempotencyKey: string): Promise<ChargeDocument | null> {
  return chargesOf(db).findOne({ orgId: scope.orgId, idempotencyKey });
}

/** Whether the provider of an account has opened anything under it. */
export async function hasOpenedCharge(db: Db, scope: OrgScope, accountId: ProviderAccountId): Promise<boolean> {
  const unopened: ChargeState[] = ['created', 'requested', 'unknown', 'failed'];
  return (await chargesOf(db).findOne({ orgId: scope.orgId, accountId, state: { $nin: unopened } })) !== null;
}

/** Charges whose keys begin alike: those of one list. */
export function findChargesByKeys(db: Db, scope: OrgScope, prefix: string): Promise<ChargeDocument[]> {
  return chargesOf(db)
    .find({ orgId: scope.orgId, idempotencyKey: { $gt: prefix, $lt: `${prefix}~` } })
    .toArray();
}

export function findCharges(db: Db, scope: OrgScope, chargeIds: readonly ChargeId[], session?: ClientSession): Promise<ChargeDocument[]> {
  return chargesOf(db)
    .find({ orgId: scope.orgId, _id: { $in: [...chargeIds] } }, session ? { session } : {})
    .toArray();
}

/** Writes a fact that the provider will know them by on those that are in a state and have no such fact yet. */
export async function stampCharges(
  db: Db,
  scope: OrgScope,
  chargeIds: readonly ChargeId[],
  state: ChargeState,
  fact: string,
  value: string,
): Promise<void> {
  const field = `providerIds.${fact}`;
  await chargesOf(db).updateMany(
    { orgId: scope.orgId, _id: { $in: [...chargeIds] }, state, [field]: { $exists: false } },
    { $set: { [field]: value }, $inc: { version: 1 } },
  );
}

/** All charges of payables, newest first: one that were left out could still be paid. */
export function findChargesOfPayables(
  db: Db,
  scope: OrgScope,
  payableIds: readonly BillId[],
  session?: ClientSession,
): Promise<ChargeDocument[]> {
  return chargesOf(db)
    .find({ orgId: scope.orgId, 'lines.payableId': { $in: [...payableIds] } }, session ? { session } : {})
    .sort({ _id: -1 })
    .toArray();
}

/** The newest charges of members, whatever became of them. */
export function findChargesOfMembers(db: Db, scope: OrgScope, memberIds: readonly MemberId[], limit: number): Promise<ChargeDocument[]> {
  return chargesOf(db)
    .find({ orgId: scope.orgId, memberId: { $in: [...memberIds] } })
    .sort({ _id: -1 })
    .limit(limit)
    .toArray();
}

export function findChargeByNumber(db: Db, scope: OrgScope, paymentNumber: string): Promise<ChargeDocument | null> {
  return chargesOf(db).findOne({ orgId: scope.orgId, paymentNumber });
}

/** Charges to be asked about, by organisation: those first that have waited longest. */
export async function dueInquiries(db: Db, now: Date, organisations: number, each: number): Promise<ChargeDocument[][]> {
  const due = { nextInquiryAt: { $lte: now } };
  const waiting = await chargesOf(db)
    .aggregate<{ _id: OrgId }>([
      { $match: due },
      { $group: { _id: '$orgId', first: { $min: '$nextInquiryAt' } } },
      { $sort: { first: 1 } },
      { $limit: organisations },
    ])
    .toArray();
  return Promise.all(
    waiting.map(({ _id: orgId }) =>
      chargesOf(db)
        .find({ orgId, ...due })
        .sort({ nextInquiryAt: 1 })
        .limit(each)
        .toArray(),
    ),
  );
}

export async function insertCharge(db: Db, scope: OrgScope, charge: ChargeDocument, session?: ClientSession): Promise<void> {
  await chargesOf(db).insertOne({ ...charge, orgId: scope.orgId }, session ? { session } : {});
}

/** Charges that begin with the money itself: later transfers into an account. */
export async function insertDeposits(db: Db, scope: OrgScope, charges: readonly ChargeDocument[], session: ClientSession): Promise<void> {
  if (charges.length > 0)
    await chargesOf(db).insertMany(
      charges.map((charge) => ({ ...charge, orgId: scope.orgId })),
      { session },
    );
}

/** Changes a charge at the version it was read at. Returns false when somebody else was first. */
export async function updateCharge(
  db: Db,
  scope: OrgScope,
  charge: ChargeDocument,
  changes: Partial<ChargeDocument>,
  session?: ClientSession,
): Promise<boolean> {
  const result = await chargesOf(db).updateOne(
    { _id: charge._id, orgId: scope.orgId, version: charge.version },
    { $set: changes, $inc: { version: 1 } },
    session ? { session } : {},
  );
  return result.modifiedCount === 1;
}

/** Many guarded changes in one round trip; `set` names the new version. @throws Error when one lost its race, so that the batch starts anew */
export async function updateCharges(
  db: Db,
  scope: OrgScope,
  changes: readonly { readonly charge: ChargeDocument; readonly set: Partial<ChargeDocument> & { readonly version: number } }[],
  session: ClientSession,
): Promise<void> {
  if (changes.length === 0) return;
  const operations: AnyBulkWriteOperation<ChargeDocument>[] = changes.map(({ charge, set }) => ({
    updateOne: { filter: { _id: charge._id, orgId: scope.orgId, version: charge.version }, update: { $set: set } },
  }));
  const result = await chargesOf(db).bulkWrite(operations, { session });
  if (result.matchedCount !== changes.length) throw new Error('a charge was changed at the same time');
}

export function listMoneyEvents(
  db: Db,
  scope: OrgScope,
  chargeIds: readonly ChargeId[],
  session?: ClientSession,
): Promise<MoneyEventDocument[]> {
  return moneyEventsOf(db)
    .find({ orgId: scope.orgId, chargeId: { $in: [...chargeIds] } }, session ? { session } : {})
    .toArray();
}

/** Charges whose money came or went back from a moment on to before another, by the provider's clock. */
export async function chargesMovedBetween(db: Db, scope: OrgScope, from: Date, before: Date): Promise<ChargeId[]> {
  const kind = { $in: ['final', 'partly_refunded', 'refunded', 'charged_back'] as MoneyEventKind[] };
  const found = await moneyEventsOf(db)
    .find({ orgId: scope.orgId, kind, occurredAt: { $gte: from, $lt: before } }, { projection: { chargeId: 1 } })
    .toArray();
  return [...new Set(found.map(({ chargeId }) => chargeId))];
}

export async function insertMoneyEvents(
  db: Db,
  scope: OrgScope,
  events: readonly MoneyEventDocument[],
  session: ClientSession,
): Promise<void> {
  if (events.length > 0)
    await moneyEventsOf(db).insertMany(
      events.map((event) => ({ ...event, orgId: scope.orgId })),
      { session },
    );
}

export async function createChargeIndexes(db: Db): Promise<void> {
  await chargesOf(db).createIndexes([
    // Unique in the deployment: providers know nothing of our organisations.
    { key: { paymentNumber: 1 }, name: 'payment_number', unique: true },
    { key: { orgId: 1, idempotencyKey: 1 }, name: 'org_key', unique: true },
    { key: { orgId: 1, 'lines.payableId': 1, _id: -1 }, name: 'org_payable' },
    {
      key: { orgId: 1, 'providerIds.paymentId': 1 },
      name: 'org_provider_payment',
      partialFilterExpression: { 'providerIds.paymentId': { $exists: true } },
    },
    {
      key: { orgId: 1, 'providerIds.sessionId': 1 },
      name: 'org_provider_session',
      partialFilterExpression: { 'providerIds.sessionId': { $exists: true } },
    },
    { key: { nextInquiryAt: 1 }, name: 'inquiries', partialFilterExpression: { nextInquiryAt: { $type: 'date' } } },
  ]);
  await moneyEventsOf(db).createIndexes([
    { key: { orgId: 1, chargeId: 1, occurredAt: 1 }, name: 'org_charge' },
    { key: { orgId: 1, inboxId: 1 }, name: 'org_inbox', unique: true },
  ]);
}
