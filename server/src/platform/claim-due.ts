import type { Collection, UpdateFilter } from 'mongodb';

/** A row that a sender works on: it waits, is in somebody's hands for the length of a lease, and then is whatever it became. */
export interface DueRow {
  _id: string;
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
 * Takes up to `limit` rows that are due, and what a sender that died had taken once its lease is over; they are then `sending`
 * with this claim. False when there are none. What is equal stands first in each filter, lists last (docs/decisions/0052).
 */
export async function claimDue(
  rows: Collection<DueRow>,
  { now, leaseMs, limit, claim }: Lease,
  besides: UpdateFilter<DueRow> = {},
): Promise<boolean> {
  const taken: UpdateFilter<DueRow> = { $set: { state: 'sending', leaseUntil: new Date(now.getTime() + leaseMs), claim }, ...besides };
  const projection = { state: 1, claim: 1 };
  const waiting = await rows
    .find({ state: 'waiting', nextAt: { $lte: now } }, { projection })
    .limit(limit)
    .toArray();
  const room = limit - waiting.length;
  const left =
    room > 0
      ? await rows
          .find({ state: 'sending', leaseUntil: { $lt: now } }, { projection })
          .limit(room)
          .toArray()
      : [];
  if (waiting.length > 0) await rows.updateMany({ state: 'waiting', claim: null, _id: { $in: waiting.map(({ _id }) => _id) } }, taken);
  // Of two that see what was left one still finds its old claim.
  for (const { _id, claim: before } of left) await rows.updateOne({ state: 'sending', claim: before ?? null, _id }, taken);
  return waiting.length + left.length > 0;
}
