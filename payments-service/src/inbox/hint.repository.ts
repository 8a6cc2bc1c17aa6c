import type { OrgId } from '@tsudoi/shared/kernel/ids';
import type { Clock } from '@tsudoi/shared/service/clock';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Db } from 'mongodb';
import { isSameTelling } from './hint.rules.ts';
import { type Claim, type InboxRow, inboxOf } from './inbox.repository.ts';

/**
 * Notices of providers that do not sign. They stand in the inbox in states of their own, so that whoever turns notices into
 * money never takes one: all that may follow from a hint is a question.
 */
const leaseMs = 60_000;

export async function dueHintOrganisations(db: Db, clock: Clock, limit: number): Promise<OrgId[]> {
  const rows = await inboxOf(db)
    .aggregate<{ _id: OrgId }>([
      { $match: { state: 'hinted', nextAt: { $lte: clock.realNow() } } },
      { $group: { _id: '$orgId', first: { $min: '$nextAt' } } },
      { $sort: { first: 1 } },
      { $limit: limit },
    ])
    .toArray();
  return rows.map((row) => row._id);
}

/** Takes the due hints of one organisation that have waited longest; whoever else is there gets others. */
export async function claimHints(db: Db, scope: OrgScope, clock: Clock, { window, limit, claim }: Claim): Promise<InboxRow[]> {
  const now = clock.realNow();
  const due = await window.read(scope.orgId, now, limit, (upTo) =>
    inboxOf(db)
      .find({ orgId: scope.orgId, state: 'hinted', nextAt: { $lte: upTo } })
      .sort({ nextAt: 1 })
      .limit(limit)
      .toArray(),
  );
  if (due.length === 0) return [];
  await inboxOf(db).updateMany(
    { orgId: scope.orgId, state: 'hinted', claim: null, _id: { $in: due.map((row) => row._id) } },
    { $set: { state: 'asking', leaseUntil: new Date(now.getTime() + leaseMs), claim }, $inc: { leaseToken: 1, attempts: 1 } },
  );
  return inboxOf(db).find({ orgId: scope.orgId, claim, state: 'asking' }).sort({ nextAt: 1 }).toArray();
}

export async function finishHint(db: Db, scope: OrgScope, row: InboxRow, state: 'done' | 'dead', outcome: string): Promise<void> {
  await inboxOf(db).updateOne(
    { orgId: scope.orgId, _id: row._id, state: 'asking', claim: row.claim },
    { $set: { state, outcome, claim: null, leaseUntil: null } },
  );
}

export async function keepHint(db: Db, scope: OrgScope, row: InboxRow, nextAt: Date, outcome: string): Promise<void> {
  await inboxOf(db).updateOne(
    { orgId: scope.orgId, _id: row._id, state: 'asking', claim: row.claim },
    { $set: { state: 'hinted', nextAt, outcome, claim: null, leaseUntil: null } },
  );
}

/**
 * A hint that was followed is to be followed once more, as if it came just now; false while it is still to be followed or in
 * somebody's hands (what people are told of it then, they look at after both), and where it only says again what it said last.
 */
export async function tellHintAgain(db: Db, scope: OrgScope, id: string, realNow: Date): Promise<boolean> {
  const row = await inboxOf(db).findOne({ orgId: scope.orgId, _id: id });
  if (!row || row.claim !== null || (row.state !== 'done' && row.state !== 'dead')) return false;
  const { state, receivedAt, telling = 0 } = row;
  const isSame = isSameTelling(receivedAt, realNow);
  const again = { state: 'hinted', outcome: '', attempts: 0, nextAt: realNow, telling: telling + 1 } as const;
  // Of two that come at once one is counted.
  const result = await inboxOf(db).updateOne(
    { orgId: scope.orgId, state, claim: null, _id: id, receivedAt },
    { $set: { receivedAt: realNow, ...(isSame ? {} : again) } },
  );
  return !isSame && result.modifiedCount === 1;
}

export async function reclaimHints(db: Db, clock: Clock): Promise<void> {
  await inboxOf(db).updateMany(
    { state: 'asking', leaseUntil: { $lt: clock.realNow() } },
    { $set: { state: 'hinted', nextAt: clock.realNow(), claim: null, leaseUntil: null } },
  );
}

export async function createHintIndexes(db: Db): Promise<void> {
  const hinted = { state: 'hinted' } as const;
  const asking = { state: 'asking' } as const;
  await inboxOf(db).createIndexes([
    { key: { orgId: 1, state: 1, nextAt: 1 }, name: 'org_due_hints', partialFilterExpression: hinted },
    { key: { state: 1, nextAt: 1 }, name: 'due_hints', partialFilterExpression: hinted },
    { key: { orgId: 1, claim: 1, state: 1 }, name: 'claimed_hints', partialFilterExpression: asking },
    { key: { state: 1, leaseUntil: 1 }, name: 'hint_leases', partialFilterExpression: asking },
  ]);
}
