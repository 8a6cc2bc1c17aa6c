import { createHash } from 'node:crypto';
import type { OrgId } from '@tsudoi/shared/kernel/ids';
import type { Clock } from '@tsudoi/shared/service/clock';
import type { DueWindow } from '@tsudoi/shared/service/due-window';
import { dropIndexes, duplicatesOf, earliest, isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { Binary, type ClientSession, type Collection, type Db } from 'mongodb';

/** A notice, kept before it is acknowledged. `_id` is the dedupe key: provider, account in the address, event. */
export interface InboxRow {
  _id: string;
  orgId: OrgId;
  provider: string;
  accountId: string;
  /** `notice`: signed and sent to us; `hint`: sent and not signed; `inquiry`: the answer to our own question. */
  source: 'notice' | 'hint' | 'inquiry';
  body: Binary;
  bodyHash: string;
  headers: Record<string, string>;
  receivedAt: Date;
  /** Of a hint that may tell of more each time: which telling it is, from 0. */
  telling?: number;
  /** A hint waits as `hinted` and is `asking` in somebody's hands; it never becomes `received`. */
  state: 'received' | 'leased' | 'hinted' | 'asking' | 'done' | 'stale' | 'quarantined' | 'dead';
  outcome: string;
  attempts: number;
  nextAt: Date;
  leaseToken: number;
  leaseUntil: Date | null;
  claim: string | null;
}

/**
 * A notice that came once more. Rows of their own and never a counter on the notice: that one may be in the hands of the
 * transaction that works on it, and a provider that repeats itself would hold it up, or be held up by it.
 */
interface InboxRepeat {
  orgId: OrgId;
  inboxId: string;
  at: Date;
  /** What it said where that is not what the first one said (T4): whoever is told of it has to be able to look. */
  variant?: { body: Binary; bodyHash: string };
}

const repeatsName = 'inbox_repeats';

export interface Arrival {
  readonly orgId: OrgId;
  readonly provider: string;
  readonly accountId: string;
  readonly eventKey: string;
  readonly source: InboxRow['source'];
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

export type Stored = 'new' | 'duplicate' | 'variant';

export function inboxOf(db: Db): Collection<InboxRow> {
  return db.collection<InboxRow>('inbox');
}

export function inboxKey(arrival: Pick<Arrival, 'provider' | 'accountId' | 'eventKey'>): string {
  return `${arrival.provider}:${arrival.accountId}:${arrival.eventKey}`;
}

export const hashBody = (body: Buffer): string => createHash('sha256').update(body).digest('hex');

function toRow(arrival: Arrival, now: Date): InboxRow {
  return {
    _id: inboxKey(arrival),
    orgId: arrival.orgId,
    provider: arrival.provider,
    accountId: arrival.accountId,
    source: arrival.source,
    body: new Binary(arrival.body),
    bodyHash: hashBody(arrival.body),
    headers: { ...arrival.headers },
    receivedAt: now,
    state: arrival.source === 'hint' ? 'hinted' : 'received',
    outcome: '',
    attempts: 0,
    nextAt: now,
    leaseToken: 0,
    leaseUntil: null,
    claim: null,
  };
}

/** Inserts what is new, and names the places of what is not. */
async function placesThatStood(db: Db, rows: readonly InboxRow[]): Promise<number[]> {
  const [first, ...others] = rows;
  try {
    // A quiet moment brings one at a time, for which the driver's way for many takes more CPU than a plain insert.
    if (first && others.length === 0) await inboxOf(db).insertOne(first);
    else await inboxOf(db).insertMany([...rows], { ordered: false });
    return [];
  } catch (error) {
    return isDuplicateKey(error) && others.length === 0 ? [0] : duplicatesOf(error);
  }
}

/** Stores many arrivals with one write; the unique key decides which are new. Resolves only when all are durable. */
export async function insertArrivals(db: Db, arrivals: readonly Arrival[], now: Date): Promise<Stored[]> {
  const rows = arrivals.map((arrival) => toRow(arrival, now));
  const duplicates = new Set(await placesThatStood(db, rows));
  if (duplicates.size === 0) return rows.map(() => 'new');
  const keys = [...new Set([...duplicates].map((index) => rows[index]!._id))];
  const kept = await inboxOf(db)
    .find({ _id: { $in: keys } }, { projection: { _id: 1, bodyHash: 1 } })
    .toArray();
  const hashes = new Map(kept.map((row) => [row._id, row.bodyHash]));
  // An answer to our own question may be worded anew each time, and a hint is nobody's word.
  const isVariant = ({ _id, source, bodyHash }: InboxRow) => source === 'notice' && hashes.get(_id) !== bodyHash;
  const repeated = [...duplicates].map((index): InboxRepeat => {
    const { orgId, _id, body, bodyHash } = rows[index]!;
    return { orgId, inboxId: _id, at: now, ...(isVariant(rows[index]!) ? { variant: { body, bodyHash } } : {}) };
  });
  await db.collection<InboxRepeat>(repeatsName).insertMany(repeated);
  return rows.map((row, index) => (!duplicates.has(index) ? 'new' : hashes.get(row._id) === row.bodyHash ? 'duplicate' : 'variant'));
}

const leaseMs = 30_000;

export async function dueInboxOrganisations(db: Db, clock: Clock, limit: number): Promise<OrgId[]> {
  const rows = await inboxOf(db)
    .aggregate<{ _id: OrgId }>([
      { $match: { state: 'received', nextAt: { $lte: clock.realNow() } } },
      { $group: { _id: '$orgId', first: { $min: '$nextAt' } } },
      { $sort: { first: 1 } },
      { $limit: limit },
    ])
    .toArray();
  return rows.map((row) => row._id);
}

/** Since when the first notice, or unsigned one, has been due; null when none is. Of all organisations, for the house's figures. */
export const noticesDueSince = (db: Db, state: 'received' | 'hinted'): Promise<Date | null> => earliest(inboxOf(db), { state }, 'nextAt');

export interface Claim {
  /** The worker's own. */
  readonly window: DueWindow;
  readonly limit: number;
  readonly claim: string;
}

/** Takes up to `limit` due notices of one organisation under a lease with a growing token. */
export async function claimInbox(db: Db, scope: OrgScope, clock: Clock, { window, limit, claim }: Claim): Promise<InboxRow[]> {
  const now = clock.realNow();
  const due = await window.read(scope.orgId, now, limit, (upTo) =>
    inboxOf(db)
      .find({ orgId: scope.orgId, state: 'received', nextAt: { $lte: upTo } })
      .sort({ nextAt: 1 })
      .limit(limit)
      .toArray(),
  );
  if (due.length === 0) return [];
  const leaseUntil = new Date(now.getTime() + leaseMs);
  const taken = await inboxOf(db).updateMany(
    { orgId: scope.orgId, state: 'received', claim: null, _id: { $in: due.map((row) => row._id) } },
    { $set: { state: 'leased', leaseUntil, claim }, $inc: { leaseToken: 1, attempts: 1 } },
  );
  const claimed: InboxRow[] =
    taken.modifiedCount === due.length
      ? // Nobody else was there: what was read is what was taken, and need not be read again.
        due.map((row) => ({ ...row, state: 'leased', leaseUntil, claim, leaseToken: row.leaseToken + 1, attempts: row.attempts + 1 }))
      : await inboxOf(db).find({ orgId: scope.orgId, claim, state: 'leased' }).toArray();
  return claimed.sort((left, right) => left.receivedAt.getTime() - right.receivedAt.getTime() || (left._id < right._id ? -1 : 1));
}

/** Ends a claim inside the transaction of its effect. @throws Error when the lease was lost, which undoes the effect */
export async function finishInbox(
  db: Db,
  scope: OrgScope,
  rows: readonly InboxRow[],
  state: 'done' | 'stale' | 'quarantined' | 'dead',
  outcome: string,
  session: ClientSession,
): Promise<void> {
  await endClaim(db, scope, rows, { state, outcome }, session);
}

async function endClaim(db: Db, scope: OrgScope, rows: readonly InboxRow[], set: Partial<InboxRow>, session: ClientSession): Promise<void> {
  if (rows.length === 0) return;
  const result = await inboxOf(db).updateMany(
    { orgId: scope.orgId, state: 'leased', claim: rows[0]!.claim, _id: { $in: rows.map((row) => row._id) } },
    { $set: { ...set, claim: null, leaseUntil: null } },
    { session },
  );
  if (result.matchedCount !== rows.length) throw new Error('the lease of a notice was lost');
}

export async function retryInbox(db: Db, scope: OrgScope, row: InboxRow, nextAt: Date, outcome: string): Promise<void> {
  await inboxOf(db).updateOne(
    { orgId: scope.orgId, state: 'leased', claim: row.claim, _id: row._id },
    { $set: { state: 'received', nextAt, outcome, claim: null, leaseUntil: null } },
  );
}

/** Keeps notices of one claim whose charge is not known yet; waiting is not failing, so the attempts start anew. @throws like finishInbox */
export async function keepInbox(
  db: Db,
  scope: OrgScope,
  rows: readonly InboxRow[],
  nextAt: Date,
  outcome: string,
  session: ClientSession,
): Promise<void> {
  await endClaim(db, scope, rows, { state: 'received', nextAt, outcome, attempts: 0 }, session);
}

export async function giveUpInbox(db: Db, scope: OrgScope, row: InboxRow, outcome: string): Promise<void> {
  await inboxOf(db).updateOne(
    { orgId: scope.orgId, state: 'leased', claim: row.claim, _id: row._id },
    { $set: { state: 'dead', outcome, claim: null, leaseUntil: null } },
  );
}

export function findNotice(db: Db, scope: OrgScope, id: string): Promise<InboxRow | null> {
  return inboxOf(db).findOne({ orgId: scope.orgId, _id: id });
}

/** Notices by their keys, without their bodies. */
export function findArrivals(db: Db, scope: OrgScope, ids: readonly string[]): Promise<Pick<InboxRow, '_id' | 'source' | 'receivedAt'>[]> {
  return inboxOf(db)
    .find({ orgId: scope.orgId, _id: { $in: [...ids] } }, { projection: { source: 1, receivedAt: 1 } })
    .toArray();
}

/** What came of notices by their keys, without their bodies. */
export function findOutcomes(db: Db, scope: OrgScope, ids: readonly string[]): Promise<Pick<InboxRow, '_id' | 'state' | 'outcome'>[]> {
  return inboxOf(db)
    .find({ orgId: scope.orgId, _id: { $in: [...ids] } }, { projection: { state: 1, outcome: 1 } })
    .toArray();
}

/** How often each of these notices came again, and what else those said that were not the same. */
export async function repeatsOf(
  db: Db,
  scope: OrgScope,
  ids: readonly string[],
): Promise<ReadonlyMap<string, { readonly same: number; readonly variants: readonly Buffer[] }>> {
  const found = new Map<string, { same: number; variants: Map<string, Buffer> }>();
  const repeats = db.collection<InboxRepeat>(repeatsName).find({ orgId: scope.orgId, inboxId: { $in: [...ids] } });
  for await (const { inboxId, variant } of repeats) {
    const one = found.get(inboxId) ?? { same: 0, variants: new Map<string, Buffer>() };
    if (variant) one.variants.set(variant.bodyHash, Buffer.from(variant.body.buffer));
    else one.same += 1;
    found.set(inboxId, one);
  }
  return new Map([...found].map(([id, { same, variants }]) => [id, { same, variants: [...variants.values()] }]));
}

export async function reclaimInbox(db: Db, clock: Clock): Promise<void> {
  await inboxOf(db).updateMany(
    { state: 'leased', leaseUntil: { $lt: clock.realNow() } },
    { $set: { state: 'received', nextAt: clock.realNow(), claim: null, leaseUntil: null } },
  );
}

export async function createInboxIndexes(db: Db): Promise<void> {
  await inboxOf(db).createIndexes([
    { key: { orgId: 1, state: 1, nextAt: 1 }, name: 'org_due', partialFilterExpression: { state: 'received' } },
    { key: { state: 1, nextAt: 1 }, name: 'due', partialFilterExpression: { state: 'received' } },
    { key: { orgId: 1, claim: 1 }, name: 'org_claim', partialFilterExpression: { state: 'leased' } },
    { key: { state: 1, leaseUntil: 1 }, name: 'leases', partialFilterExpression: { state: 'leased' } },
  ]);
}

/** What claims and ends notices: all that is equal first, the list of ids last (docs/decisions/0052). */
export async function createInboxClaimIndexes(db: Db): Promise<void> {
  await inboxOf(db).createIndexes([{ key: { orgId: 1, state: 1, claim: 1, _id: 1 }, name: 'claim_rows' }]);
  await dropIndexes(db.collection('inbox'), ['org_claim', 'claimed', 'claimed_hints', 'row']);
  await inboxOf(db).createIndexes([{ key: { orgId: 1, _id: 1 }, name: 'org_row' }]);
}

export async function createInboxRepeatIndexes(db: Db): Promise<void> {
  await db.collection<InboxRepeat>(repeatsName).createIndexes([
    { key: { orgId: 1, inboxId: 1 }, name: 'org_notice' },
    { key: { at: 1 }, name: 'ttl', expireAfterSeconds: 180 * 86_400 },
  ]);
}
