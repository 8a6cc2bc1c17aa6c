import type { ChargeMethod } from '@tsudoi/shared/contracts/payments/charge.contract';
import type { PayoutAccountView } from '@tsudoi/shared/contracts/payments/payout-account.contract';
import type { PayoutState, PayoutSums } from '@tsudoi/shared/contracts/payments/payout.contract';
import type { ChargeId, OrgId } from '@tsudoi/shared/kernel/ids';
import type { PayoutAccountId, PayoutBatchId, PayoutId } from '@tsudoi/shared/kernel/payout-ids';
import type { JstDate, JstMonth } from '@tsudoi/shared/kernel/jst';
import { zeroYen } from '@tsudoi/shared/kernel/yen';
import { isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { SystemScope } from '@tsudoi/shared/service/system-scope';
import type { ClientSession, Collection, Db, Filter } from 'mongodb';
import type { PayoutMovement } from './payout-entry.rules.ts';
import type { CameBack } from './payout.rules.ts';

/** A movement of money as it is written down. It names its charge, and where it went: nowhere yet, or into one payout. */
export interface PayoutEntryDocument extends PayoutMovement {
  /** `<charge>#<n>`: the nth movement of a charge is written once. */
  _id: string;
  orgId: OrgId;
  chargeId: ChargeId;
  paymentNumber: string;
  method: ChargeMethod;
  /** Null: to be paid out with the next payout whose month has it. */
  payoutId: PayoutId | null;
  /** Payouts that came to nothing and passed it on. */
  carriedBy: PayoutId[];
  createdAt: Date;
}

export interface PayoutStep {
  state: PayoutState;
  at: Date;
  by: string;
  /** Who of the operator, to be compared: names are not unique. Not there for a job, nor in steps of before. */
  operatorId?: string;
}

export interface PayoutDocument extends PayoutSums {
  _id: PayoutId;
  orgId: OrgId;
  closeMonth: JstMonth;
  state: PayoutState;
  payOn: JstDate;
  closedAt: Date | null;
  paidOn: JstDate | null;
  returnReason: string;
  /** In order; absent where it never did. */
  cameBack?: CameBack[];
  /** At approval: sealed, and what may be shown of it. */
  account: { payoutAccountId: PayoutAccountId; sealed: string; view: PayoutAccountView } | null;
  batchId: PayoutBatchId | null;
  history: PayoutStep[];
  version: number;
  createdAt: Date;
}

const entriesOf = (db: Db): Collection<PayoutEntryDocument> => db.collection<PayoutEntryDocument>('payout_entries');
const payoutsOf = (db: Db): Collection<PayoutDocument> => db.collection<PayoutDocument>('payouts');

export function entriesOfCharges(
  db: Db,
  scope: OrgScope,
  chargeIds: readonly ChargeId[],
  session?: ClientSession,
): Promise<PayoutEntryDocument[]> {
  return entriesOf(db)
    .find({ orgId: scope.orgId, chargeId: { $in: [...chargeIds] } }, session ? { session } : {})
    .toArray();
}

export async function insertEntries(db: Db, scope: OrgScope, rows: readonly PayoutEntryDocument[], session: ClientSession): Promise<void> {
  if (rows.length > 0)
    await entriesOf(db).insertMany(
      rows.map((row) => ({ ...row, orgId: scope.orgId })),
      { session },
    );
}

/** Organisations that have something to close, those first whose money has waited longest. */
export async function organisationsWithEntries(db: Db, until: JstDate): Promise<OrgId[]> {
  const waiting = await entriesOf(db)
    .aggregate<{ _id: OrgId }>([
      { $match: { payoutId: null, bookedOn: { $lte: until } } },
      { $group: { _id: '$orgId', first: { $min: '$bookedOn' } } },
      { $sort: { first: 1 } },
    ])
    .toArray();
  return waiting.map(({ _id }) => _id);
}

/** Organisations whose payout was begun and not brought to its end. */
export async function organisationsWithOpenPayouts(db: Db): Promise<OrgId[]> {
  const open = await payoutsOf(db)
    .find({ state: 'open' }, { projection: { orgId: 1, state: 1 } })
    .toArray();
  return open.map(({ orgId }) => orgId);
}

/** What is not in a payout yet, up to a day; the oldest first. */
export function waitingEntries(db: Db, scope: OrgScope, until: JstDate, limit: number): Promise<PayoutEntryDocument[]> {
  return entriesOf(db)
    .find({ orgId: scope.orgId, payoutId: null, bookedOn: { $lte: until } })
    .sort({ bookedOn: 1, _id: 1 })
    .limit(limit)
    .toArray();
}

/** Sums over everything that waits, worked out by the database: there may be very many. */
export async function waitingSums(db: Db, scope: OrgScope): Promise<Pick<PayoutSums, 'count' | 'gross' | 'fee' | 'returned'>> {
  const [sums] = await entriesOf(db)
    .aggregate<Pick<PayoutSums, 'count' | 'gross' | 'fee' | 'returned'>>([
      { $match: { orgId: scope.orgId, payoutId: null } },
      {
        $group: {
          _id: null,
          count: { $sum: 1 },
          gross: { $sum: { $cond: [{ $gt: ['$amount', 0] }, '$amount', 0] } },
          fee: { $sum: '$fee' },
          returned: { $sum: { $cond: [{ $lt: ['$amount', 0] }, { $multiply: ['$amount', -1] }, 0] } },
        },
      },
    ])
    .toArray();
  return sums ?? { count: 0, gross: zeroYen, fee: zeroYen, returned: zeroYen };
}

/** Puts waiting entries into a payout. Returns how many: fewer than asked for when somebody else took some. */
export async function takeEntries(
  db: Db,
  scope: OrgScope,
  ids: readonly string[],
  payoutId: PayoutId,
  session: ClientSession,
): Promise<number> {
  const result = await entriesOf(db).updateMany(
    { orgId: scope.orgId, payoutId: null, _id: { $in: [...ids] } },
    { $set: { payoutId } },
    { session },
  );
  return result.modifiedCount;
}

/** Lets go what a payout holds that came to nothing; whoever is interrupted does it again. */
export async function passOnEntries(db: Db, scope: OrgScope, payoutId: PayoutId): Promise<void> {
  const { orgId } = scope;
  for (;;) {
    const held = await entriesOf(db)
      .find({ orgId, payoutId }, { projection: { _id: 1 } })
      .limit(500)
      .toArray();
    if (held.length === 0) return;
    await entriesOf(db).updateMany(
      { orgId, payoutId, _id: { $in: held.map(({ _id }) => _id) } },
      { $set: { payoutId: null }, $addToSet: { carriedBy: payoutId } },
    );
  }
}

/** Lines of a payout in the order of their days; `after` is the last line of the page before. */
export async function linesOfPayout(
  db: Db,
  scope: OrgScope,
  payout: Pick<PayoutDocument, '_id' | 'state'>,
  after: string | null,
  limit: number,
): Promise<PayoutEntryDocument[]> {
  const mine = payout.state === 'carried_forward' ? { carriedBy: payout._id } : { payoutId: payout._id };
  const [bookedOn, id] = after === null ? [null, null] : [after.slice(0, 10) as JstDate, after.slice(11)];
  const page = (rest: Filter<PayoutEntryDocument>, wanted: number) =>
    entriesOf(db)
      .find({ orgId: scope.orgId, ...mine, ...rest })
      .sort({ bookedOn: 1, _id: 1 })
      .limit(wanted)
      .toArray();
  if (bookedOn === null || id === null) return page({}, limit);
  const sameDay = await page({ bookedOn, _id: { $gt: id } }, limit);
  return sameDay.length === limit ? sameDay : [...sameDay, ...(await page({ bookedOn: { $gt: bookedOn } }, limit - sameDay.length))];
}

export function findPayout(db: Db, scope: OrgScope, payoutId: PayoutId, session?: ClientSession): Promise<PayoutDocument | null> {
  return payoutsOf(db).findOne({ orgId: scope.orgId, _id: payoutId }, session ? { session } : {});
}

export function findPayouts(db: Db, scope: OrgScope, payoutIds: readonly PayoutId[]): Promise<PayoutDocument[]> {
  if (payoutIds.length === 0) return Promise.resolve([]);
  return payoutsOf(db)
    .find({ orgId: scope.orgId, _id: { $in: [...payoutIds] } })
    .toArray();
}

function findPayoutOfMonth(db: Db, scope: OrgScope, closeMonth: JstMonth): Promise<PayoutDocument | null> {
  return payoutsOf(db).findOne({ orgId: scope.orgId, closeMonth });
}

/** The newest months first. */
export function listPayouts(db: Db, scope: OrgScope, limit: number): Promise<PayoutDocument[]> {
  return payoutsOf(db).find({ orgId: scope.orgId }).sort({ closeMonth: -1 }).limit(limit).toArray();
}

export function payoutsInState(db: Db, scope: OrgScope, state: PayoutState): Promise<PayoutDocument[]> {
  return payoutsOf(db).find({ orgId: scope.orgId, state }).sort({ closeMonth: 1 }).toArray();
}

/** The payout of a month, made where there is none; of two who make it at once one does. */
export async function ensurePayout(db: Db, scope: OrgScope, fresh: PayoutDocument): Promise<PayoutDocument> {
  const known = await findPayoutOfMonth(db, scope, fresh.closeMonth);
  if (known) return known;
  try {
    await payoutsOf(db).insertOne({ ...fresh, orgId: scope.orgId });
    return fresh;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return (await findPayoutOfMonth(db, scope, fresh.closeMonth))!;
  }
}

/** Changes a payout at the version it was read at. Returns false when somebody else was first. */
export async function changePayout(
  db: Db,
  scope: OrgScope,
  { _id, version, state }: Pick<PayoutDocument, '_id' | 'version' | 'state'>,
  set: Partial<PayoutDocument>,
  step: PayoutStep | null,
  session?: ClientSession,
): Promise<boolean> {
  const result = await payoutsOf(db).updateOne(
    { _id, orgId: scope.orgId, version, state },
    { $set: set, $inc: { version: 1 }, ...(step ? { $push: { history: step } } : {}) },
    session ? { session } : {},
  );
  return result.modifiedCount === 1;
}

/** The accounts that payouts were made to; what was paid stays. */
export async function forgetAccountsOfPayouts(db: Db, scope: OrgScope): Promise<number> {
  const filter = { orgId: scope.orgId, account: { $ne: null } };
  return (await payoutsOf(db).updateMany(filter, { $set: { 'account.sealed': '', 'account.view.holder': '', 'account.view.tail': '' } }))
    .matchedCount;
}

// ── over all organisations: for people of the operator

/** Up to `limit` payouts in these states behind one of them, by their ids, which go up with time. */
export async function payoutsOfAll(
  db: Db,
  _operator: SystemScope,
  states: readonly PayoutState[],
  { after, order, limit }: { readonly after: PayoutId | null; readonly order: 1 | -1; readonly limit: number },
): Promise<PayoutDocument[]> {
  const behind: Filter<PayoutDocument> = after === null ? {} : { _id: order === 1 ? { $gt: after } : { $lt: after } };
  // State by state, so that each is read along its index, however many there are.
  const found = await Promise.all(
    states.map((state) =>
      payoutsOf(db)
        .find({ state, ...behind })
        .sort({ _id: order })
        .limit(limit)
        .toArray(),
    ),
  );
  return found
    .flat()
    .toSorted((left, right) => (left._id < right._id ? -order : order))
    .slice(0, limit);
}

export function payoutOfAny(db: Db, _operator: SystemScope, payoutId: PayoutId): Promise<PayoutDocument | null> {
  return payoutsOf(db).findOne({ _id: payoutId });
}

/** All that are to go to the bank, or are there. */
export function payoutsOfAllIn(db: Db, _operator: SystemScope, state: 'approved' | 'exported'): Promise<PayoutDocument[]> {
  return payoutsOf(db).find({ state }).sort({ orgId: 1, closeMonth: 1 }).toArray();
}

export function payoutsOfBatch(db: Db, _operator: SystemScope, batchId: PayoutBatchId): Promise<PayoutDocument[]> {
  return payoutsOf(db).find({ batchId }).sort({ orgId: 1, closeMonth: 1 }).toArray();
}

export async function createDeskPageIndexes(db: Db): Promise<void> {
  await payoutsOf(db).createIndexes([{ key: { state: 1, _id: 1 }, name: 'desk_page' }]);
}

export async function createPayoutIndexes(db: Db): Promise<void> {
  await entriesOf(db).createIndexes([
    // Nothing behind the day: the embedded engine leaves out the last day of a range over an index that goes on.
    { key: { payoutId: 1, bookedOn: 1 }, name: 'waiting' },
    { key: { orgId: 1, payoutId: 1, bookedOn: 1 }, name: 'org_payout' },
    { key: { orgId: 1, carriedBy: 1, bookedOn: 1 }, name: 'org_carried' },
    { key: { orgId: 1, chargeId: 1 }, name: 'org_charge' },
    { key: { orgId: 1, _id: 1, payoutId: 1 }, name: 'row' },
  ]);
  await payoutsOf(db).createIndexes([
    { key: { orgId: 1, closeMonth: 1 }, name: 'org_month', unique: true },
    { key: { orgId: 1, state: 1, closeMonth: 1 }, name: 'org_state' },
    { key: { orgId: 1, _id: 1, version: 1, state: 1 }, name: 'row' },
    { key: { state: 1, payOn: 1 }, name: 'desk' },
    { key: { batchId: 1 }, name: 'batch' },
  ]);
}
