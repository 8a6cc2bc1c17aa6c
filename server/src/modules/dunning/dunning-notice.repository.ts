import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { BillId, DunningHoldId, DunningNoticeId, MemberId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db, Filter } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import {
  type DunningHoldDocument,
  type DunningNoticeDocument,
  type DunningTurnDocument,
  dunningHoldCollection,
  dunningNoticeCollection,
  dunningTurnCollection,
} from './dunning-notice.model.ts';

export { dunningHoldCollection, dunningNoticeCollection } from './dunning-notice.model.ts';
export type { DunningHoldDocument, DunningNoticeDocument, NoticeBill } from './dunning-notice.model.ts';

const notices = (db: Db, scope: OrgScope) => tenantCollection<DunningNoticeDocument>(db, scope, dunningNoticeCollection);
const holds = (db: Db, scope: OrgScope) => tenantCollection<DunningHoldDocument>(db, scope, dunningHoldCollection);
const turns = (db: Db, scope: OrgScope) => tenantCollection<DunningTurnDocument>(db, scope, dunningTurnCollection);
const within = (session?: ClientSession) => (session ? { session } : {});

function grouped<T extends { memberId: MemberId }>(rows: readonly T[]): Map<MemberId, T[]> {
  const by = new Map<MemberId, T[]>();
  for (const row of rows) {
    const list = by.get(row.memberId);
    if (list) list.push(row);
    else by.set(row.memberId, [row]);
  }
  return by;
}

export async function noticesOfMembers(
  db: Db,
  scope: OrgScope,
  memberIds: readonly MemberId[],
  session?: ClientSession,
): Promise<Map<MemberId, DunningNoticeDocument[]>> {
  if (memberIds.length === 0) return new Map();
  return grouped(
    await notices(db, scope)
      .find({ memberId: { $in: [...memberIds] } }, within(session))
      .toArray(),
  );
}

export async function holdsOfMembers(
  db: Db,
  scope: OrgScope,
  memberIds: readonly MemberId[],
  session?: ClientSession,
): Promise<Map<MemberId, DunningHoldDocument[]>> {
  if (memberIds.length === 0) return new Map();
  return grouped(
    await holds(db, scope)
      .find({ memberId: { $in: [...memberIds] } }, within(session))
      .toArray(),
  );
}

/** Takes the member's turn in the transaction: who comes second at the same time is told to begin anew. */
export async function takeTurn(db: Db, scope: OrgScope, memberId: MemberId, session: ClientSession): Promise<void> {
  await turns(db, scope).findOneAndUpdate({ _id: memberId }, { $inc: { turn: 1 } }, session, true);
}

export const insertNotices = (db: Db, scope: OrgScope, rows: readonly DunningNoticeDocument[], session: ClientSession): Promise<void> =>
  notices(db, scope).insert(rows, { session });

export function findNotices(
  db: Db,
  scope: OrgScope,
  noticeIds: readonly DunningNoticeId[],
  session?: ClientSession,
): Promise<DunningNoticeDocument[]> {
  if (noticeIds.length === 0) return Promise.resolve([]);
  return notices(db, scope)
    .find({ _id: { $in: [...noticeIds] } }, within(session))
    .toArray();
}

/** Letters that wait for the post. */
export function waitingLetters(db: Db, scope: OrgScope, session?: ClientSession): Promise<DunningNoticeDocument[]> {
  return notices(db, scope).find({ state: 'waiting' }, within(session)).toArray();
}

export async function postedLetters(db: Db, scope: OrgScope, limit: number): Promise<DunningNoticeDocument[]> {
  const found = await notices(db, scope).find({ state: 'posted' }).toArray();
  return found.toSorted((left, right) => right.on.localeCompare(left.on) || (left._id < right._id ? 1 : -1)).slice(0, limit);
}

/** Newest first. */
export function pageOfNotices(db: Db, scope: OrgScope, after: DunningNoticeId | null, limit: number): Promise<DunningNoticeDocument[]> {
  return notices(db, scope)
    .find(after === null ? {} : ({ _id: { $lt: after } } as Filter<DunningNoticeDocument>))
    .sort({ _id: -1 })
    .limit(limit)
    .toArray();
}

/** Moves notices from one state to another; how many were still in it. */
export async function moveNotices(
  db: Db,
  scope: OrgScope,
  noticeIds: readonly DunningNoticeId[],
  from: DunningNoticeDocument['state'],
  change: Partial<Pick<DunningNoticeDocument, 'state' | 'on'>>,
  session: ClientSession,
): Promise<number> {
  if (noticeIds.length === 0) return 0;
  const result = await notices(db, scope).updateMany({ _id: { $in: [...noticeIds] }, state: from }, { $set: change }, session);
  return result.modifiedCount;
}

/** Letters that were taken out as a file; what is posted meanwhile stays as it is. */
export async function notePrinted(db: Db, scope: OrgScope, noticeIds: readonly DunningNoticeId[], at: Date): Promise<void> {
  if (noticeIds.length > 0)
    await notices(db, scope).updateMany({ _id: { $in: [...noticeIds] }, state: 'waiting' }, { $set: { printedAt: at } });
}

export const insertHold = (db: Db, scope: OrgScope, hold: DunningHoldDocument, session: ClientSession): Promise<void> =>
  holds(db, scope).insert([hold], { session });

/** @throws DomainError NOT_FOUND */
export async function getHold(db: Db, scope: OrgScope, holdId: DunningHoldId, session: ClientSession): Promise<DunningHoldDocument> {
  const hold = await holds(db, scope).findOne({ _id: holdId }, session);
  if (!hold) throw new DomainError('NOT_FOUND');
  return hold;
}

export async function pointHold(db: Db, scope: OrgScope, holdId: DunningHoldId, billId: BillId, session: ClientSession): Promise<void> {
  await holds(db, scope).updateOne({ _id: holdId }, { $set: { billId } }, session);
}

export async function removeHolds(db: Db, scope: OrgScope, holdIds: readonly DunningHoldId[], session: ClientSession): Promise<void> {
  if (holdIds.length > 0) await holds(db, scope).deleteMany({ _id: { $in: [...holdIds] } }, session);
}

export async function createNoticeIndexes(db: Db): Promise<void> {
  await db.collection(dunningNoticeCollection).createIndexes([
    { key: { orgId: 1, _id: -1, state: 1 }, name: 'row' },
    { key: { orgId: 1, memberId: 1 }, name: 'member' },
    { key: { orgId: 1, state: 1 }, name: 'state' },
  ]);
  await db.collection(dunningHoldCollection).createIndexes([
    { key: { orgId: 1, _id: 1 }, name: 'row' },
    { key: { orgId: 1, memberId: 1 }, name: 'member' },
  ]);
  await db.collection(dunningTurnCollection).createIndexes([{ key: { orgId: 1, _id: 1 }, name: 'row' }]);
}

export const billIdsOf = (notice: DunningNoticeDocument): BillId[] => notice.bills.map(({ billId }) => billId);

/** One notice is one mail, however often its round is carried out. */
export const dunningMailKey = (noticeId: string): string => `dunning:${noticeId}`;
