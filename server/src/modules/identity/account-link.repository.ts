import { randomBytes } from 'node:crypto';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { trusted } from 'mongoose';
import { type AccountLinkDocument, AccountLinkModel, type LinkedEnd } from './account-link.model.ts';

export type { AccountLinkDocument, LinkedEnd } from './account-link.model.ts';

/** Which account an end is, whatever password it was proven with. */
export const endKey = ({ orgId, memberId }: Pick<LinkedEnd, 'orgId' | 'memberId'>): string => `${orgId} ${memberId}`;

/** The links one account stands in, the oldest first. */
export async function linksOf(scope: OrgScope, memberId: MemberId, session?: ClientSession): Promise<AccountLinkDocument[]> {
  const found = AccountLinkModel.find({ 'ends.memberId': memberId }).session(session ?? null);
  const rows = (await found.lean().exec()) as unknown as AccountLinkDocument[];
  const theirs = rows.filter((row) => row.ends.some((end) => end.orgId === scope.orgId && end.memberId === memberId));
  return theirs.toSorted((left, right) => left.createdAt.getTime() - right.createdAt.getTime());
}

/** Links two accounts, one of them of this organisation, as they were proven just now; what stood between them before goes. */
export async function join(scope: OrgScope, ends: readonly [LinkedEnd, LinkedEnd], now: Date, session: ClientSession): Promise<void> {
  const own = ends.find((end) => end.orgId === scope.orgId);
  if (!own) throw new Error('a link is made from one of its own ends');
  const pair = new Set(ends.map(endKey));
  const before = (await linksOf(scope, own.memberId, session)).filter((row) => row.ends.every((end) => pair.has(endKey(end))));
  for (const row of before) await AccountLinkModel.deleteOne({ _id: row._id }, { session }).exec();
  const made = { _id: `lnk_${randomBytes(16).toString('hex')}`, ends: [...ends], createdAt: now };
  await AccountLinkModel.create([made], { session });
}

/** Ends links; where one has more than two ends, all of it: what is left of it was never proven together. */
export async function cut(scope: OrgScope, rows: readonly AccountLinkDocument[]): Promise<void> {
  if (!rows.every(({ ends }) => ends.some(({ orgId }) => orgId === scope.orgId))) throw new Error('a link is cut from one of its own ends');
  await AccountLinkModel.deleteMany({ _id: trusted({ $in: rows.map(({ _id }) => _id) }) }).exec();
}

/** Ends every link in which an account of the organisation stands. */
export async function forgetLinksOf(scope: OrgScope): Promise<void> {
  await AccountLinkModel.deleteMany({ 'ends.orgId': scope.orgId }).exec();
}

/** Two accounts of the organisation change places in whatever links they stand in; asked again, they change back. */
export async function moveLinkEnds(scope: OrgScope, one: MemberId, other: MemberId, session: ClientSession): Promise<void> {
  const places = new Map([
    [one, other],
    [other, one],
  ]);
  const rows = new Map<string, AccountLinkDocument>();
  // One after the other: a transaction takes one question at a time.
  for (const memberId of [one, other])
    for (const row of (await AccountLinkModel.find({ 'ends.memberId': memberId })
      .session(session)
      .lean()
      .exec()) as unknown as AccountLinkDocument[])
      rows.set(row._id, row);
  for (const row of rows.values()) {
    const ends = row.ends.map((end) => (end.orgId === scope.orgId ? { ...end, memberId: places.get(end.memberId) ?? end.memberId } : end));
    await AccountLinkModel.updateOne({ _id: row._id }, { $set: { ends } }, { session }).exec();
  }
}

export async function createAccountLinkIndexes(db: Db): Promise<void> {
  await db.collection('account_links').createIndexes([{ key: { 'ends.memberId': 1 }, name: 'member' }]);
}
