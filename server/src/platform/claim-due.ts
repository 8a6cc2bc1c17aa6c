import type { OrgId } from '@tsudoi/shared/kernel/ids';
import type { Collection, Filter, UpdateFilter } from 'mongodb';

/** A row that a sender works on: it waits, is in somebody's hands for the length of a lease, and then is whatever it became. */
export interface DueRow {
  _id: string;
  orgId: OrgId;
  state: string;
  nextAt: Date;
  leaseUntil: Date | null;
  claim: string | null;
}

export interface Lease {
  /** Real time. */
  readonly now: Date;
  readonly leaseMs: number;
  readonly limit: number;
  /** A number that nobody else has ever had. */
  readonly claim: string;
}

/**
 * Takes up to `limit` rows that are due, those that have waited longest; they are then `sending` with this claim. False when
 * there are none. `among` is equal and stands between state and time in an index (docs/decisions/0052).
 */
export async function claimDue(
  rows: Collection<DueRow>,
  among: Filter<DueRow>,
  { now, leaseMs, limit, claim }: Lease,
  besides: UpdateFilter<DueRow> = {},
): Promise<boolean> {
  const waiting = await rows
    .find({ state: 'waiting', ...among, nextAt: { $lte: now } }, { projection: { _id: 1 } })
    .limit(limit)
    .toArray();
  if (waiting.length === 0) return false;
  await rows.updateMany(
    { state: 'waiting', claim: null, _id: { $in: waiting.map(({ _id }) => _id) } },
    { $set: { state: 'sending', leaseUntil: new Date(now.getTime() + leaseMs), claim }, ...besides },
  );
  return true;
}

/** Whose rows are due, so that each organisation gets its turn (T18): who has waited longest first. */
export async function organisationsDue(rows: Collection<DueRow>, now: Date, limit: number): Promise<OrgId[]> {
  const found = await rows
    .aggregate<{ _id: OrgId }>([
      { $match: { state: 'waiting', nextAt: { $lte: now } } },
      { $group: { _id: '$orgId', first: { $min: '$nextAt' } } },
      { $sort: { first: 1 } },
      { $limit: limit },
    ])
    .toArray();
  return found.map(({ _id }) => _id);
}

/** Lets wait again what a sender that died had in its hands, once its lease is over; `besides` is what is noted with it. */
export async function returnLeft(
  rows: Collection<DueRow>,
  now: Date,
  limit: number,
  besides: (row: DueRow & { leaseUntil: Date }) => Record<string, unknown> = () => ({}),
): Promise<void> {
  const left = await rows
    .find({ state: 'sending', leaseUntil: { $lt: now } })
    .limit(limit)
    .toArray();
  // Of two that see what was left one still finds its old claim.
  for (const row of left) {
    const waits = { state: 'waiting', leaseUntil: null, claim: null, ...besides(row as DueRow & { leaseUntil: Date }) };
    await rows.updateOne({ state: 'sending', claim: row.claim ?? null, _id: row._id }, { $set: waits });
  }
}
