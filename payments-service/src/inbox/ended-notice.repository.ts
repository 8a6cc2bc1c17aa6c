import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Db, Filter } from 'mongodb';
import { type InboxRow, inboxOf } from './inbox.repository.ts';

/** What was given up, or set aside since its charge did not come, newest first. A hint is nobody's word: what is asked about is asked again by itself. */
export async function endedNotices(db: Db, scope: OrgScope, limit: number): Promise<InboxRow[]> {
  const inState = (filter: Filter<InboxRow>) =>
    inboxOf(db)
      .find({ orgId: scope.orgId, ...filter }, { projection: { body: 0, headers: 0 } })
      .sort({ receivedAt: -1 })
      .limit(limit)
      .toArray();
  const [dead, setAside] = await Promise.all([
    inState({ state: 'dead', source: { $ne: 'hint' } }),
    // No hint is ever set aside. The range is what lets its index serve.
    inState({ state: 'quarantined', receivedAt: { $gt: new Date(0) } }),
  ]);
  return [...dead, ...setAside].toSorted((left, right) => right.receivedAt.getTime() - left.receivedAt.getTime()).slice(0, limit);
}

/** Puts a notice that was given up, or set aside, back where it began. */
export async function reviveNotice(db: Db, scope: OrgScope, id: string, realNow: Date): Promise<boolean> {
  const result = await inboxOf(db).updateOne(
    { orgId: scope.orgId, _id: id, state: { $in: ['dead', 'quarantined'] }, source: { $ne: 'hint' } },
    { $set: { state: 'received', attempts: 0, nextAt: realNow, outcome: '' } },
  );
  return result.modifiedCount === 1;
}

/** How many notices of all organisations were given up and were not looked at again since; nobody can look at a mere hint again. */
export const countDeadNotices = (db: Db): Promise<number> =>
  inboxOf(db).countDocuments({ state: 'dead', receivedAt: { $gt: new Date(0) }, source: { $ne: 'hint' } }, { limit: 1000 });

/** For the house's figures; the range is what lets a partial index serve on the embedded engine. */
export async function createDeadNoticeIndexes(db: Db): Promise<void> {
  await db
    .collection('inbox')
    .createIndexes([{ key: { state: 1, receivedAt: 1 }, name: 'dead_of_all', partialFilterExpression: { state: 'dead' } }]);
}

/** What was set aside of an organisation, by its time. */
export async function createSetAsideIndexes(db: Db): Promise<void> {
  await db
    .collection('inbox')
    .createIndexes([{ key: { orgId: 1, state: 1, receivedAt: 1 }, name: 'set_aside', partialFilterExpression: { state: 'quarantined' } }]);
}
