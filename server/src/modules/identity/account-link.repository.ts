import { randomBytes } from 'node:crypto';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { type AccountLinkDocument, AccountLinkModel, type LinkedEnd } from './account-link.model.ts';

export type { AccountLinkDocument, LinkedEnd } from './account-link.model.ts';

/** The link one account stands in, or null: an account stands in one at most. */
export async function linkOf(scope: OrgScope, memberId: MemberId, session?: ClientSession): Promise<AccountLinkDocument | null> {
  const found = AccountLinkModel.find({ 'ends.memberId': memberId }).session(session ?? null);
  const rows = (await found.lean().exec()) as unknown as AccountLinkDocument[];
  return rows.find((row) => row.ends.some((end) => end.orgId === scope.orgId && end.memberId === memberId)) ?? null;
}

/** Puts two accounts, one of them of this organisation, and what either was linked with, into one. */
export async function join(
  scope: OrgScope,
  rows: readonly (AccountLinkDocument | null)[],
  ends: readonly LinkedEnd[],
  now: Date,
  session: ClientSession,
): Promise<void> {
  if (!ends.some((end) => end.orgId === scope.orgId)) throw new Error('a link is made from one of its own ends');
  const known = rows.filter((row) => row !== null);
  const all = new Map([...known.flatMap((row) => row.ends), ...ends].map((end) => [`${end.orgId} ${end.memberId}`, end]));
  for (const row of known) await AccountLinkModel.deleteOne({ _id: row._id }, { session }).exec();
  const made = { _id: `lnk_${randomBytes(16).toString('hex')}`, ends: [...all.values()], createdAt: now };
  await AccountLinkModel.create([made], { session });
}

/** Takes one account out of a link that this organisation stands in; a link of one is none. */
export async function leave(scope: OrgScope, row: AccountLinkDocument, out: Pick<LinkedEnd, 'orgId' | 'memberId'>): Promise<void> {
  if (!row.ends.some((end) => end.orgId === scope.orgId)) throw new Error('a link is left from one of its own ends');
  const ends = row.ends.filter((end) => end.orgId !== out.orgId || end.memberId !== out.memberId);
  if (ends.length < 2) await AccountLinkModel.deleteOne({ _id: row._id }).exec();
  else await AccountLinkModel.updateOne({ _id: row._id }, { $set: { ends } }).exec();
}

/** Takes every account of an organisation out of its links. */
export async function forgetLinksOf(scope: OrgScope): Promise<void> {
  const rows = (await AccountLinkModel.find({ 'ends.orgId': scope.orgId }).lean().exec()) as unknown as AccountLinkDocument[];
  for (const row of rows) {
    const ends = row.ends.filter((end) => end.orgId !== scope.orgId);
    if (ends.length < 2) await AccountLinkModel.deleteOne({ _id: row._id }).exec();
    else await AccountLinkModel.updateOne({ _id: row._id }, { $set: { ends } }).exec();
  }
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
