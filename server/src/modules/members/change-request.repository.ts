import type { ChangeRequestId } from '@tsudoi/shared/contracts/members/change-request.contract';
import type { CustomFieldId, MemberId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { type ChangeRequestDocument, changeRequestCollection } from './change-request.model.ts';

export { type ChangeRequestDocument, changeRequestCollection } from './change-request.model.ts';

const requests = (db: Db, scope: OrgScope) => tenantCollection<ChangeRequestDocument>(db, scope, changeRequestCollection);
const within = (session?: ClientSession) => (session ? { session } : {});
const countCap = 10_000;

export function insertRequests(db: Db, scope: OrgScope, rows: readonly ChangeRequestDocument[], session: ClientSession): Promise<void> {
  return requests(db, scope).insert(rows, { session });
}

export function findRequests(
  db: Db,
  scope: OrgScope,
  ids: readonly ChangeRequestId[],
  session?: ClientSession,
): Promise<ChangeRequestDocument[]> {
  return requests(db, scope)
    .find({ _id: { $in: [...ids] } }, within(session))
    .toArray();
}

/** Those the office has not decided, the longest waiting first. */
export function waitingRequests(db: Db, scope: OrgScope, size: number): Promise<ChangeRequestDocument[]> {
  return requests(db, scope).find({ state: 'waiting' }).sort({ askedAt: 1 }).limit(size).toArray();
}

export function countWaitingChanges(db: Db, scope: OrgScope): Promise<number> {
  return requests(db, scope).count({ state: 'waiting' }, countCap);
}

/** Of one member: one of a field at most, in the order of asking. */
export function waitingOf(db: Db, scope: OrgScope, memberId: MemberId, session?: ClientSession): Promise<ChangeRequestDocument[]> {
  return requests(db, scope).find({ memberId, state: 'waiting' }, within(session)).sort({ askedAt: 1 }).toArray();
}

/** All that somebody has asked for lately, the newest first. */
export function requestsOf(db: Db, scope: OrgScope, memberId: MemberId, size: number): Promise<ChangeRequestDocument[]> {
  return requests(db, scope).find({ memberId }).sort({ askedAt: -1 }).limit(size).toArray();
}

/** What belongs to a record that becomes part of another. */
export async function idsOfRequests(db: Db, scope: OrgScope, memberId: MemberId, session: ClientSession): Promise<ChangeRequestId[]> {
  const rows = await requests(db, scope).find({ memberId }, { session }).toArray();
  return rows.map(({ _id }) => _id);
}

/** Only what waits is ended. */
export function endRequest(
  db: Db,
  scope: OrgScope,
  id: ChangeRequestId,
  end: Pick<ChangeRequestDocument, 'state' | 'decidedAt' | 'decidedBy' | 'reason'>,
  session: ClientSession,
): Promise<ChangeRequestDocument | null> {
  return requests(db, scope).findOneAndUpdate({ _id: id, state: 'waiting' }, { $set: end }, session);
}

/** Whether anybody has ever asked for a change of a field. Seldom asked, so without an index of its own. */
export async function isFieldAsked(db: Db, scope: OrgScope, fieldId: CustomFieldId): Promise<boolean> {
  return (await requests(db, scope).count({ fieldId }, 1)) > 0;
}

export async function createChangeRequestIndexes(db: Db): Promise<void> {
  await db.collection(changeRequestCollection).createIndexes([
    { key: { orgId: 1, _id: 1, state: 1 }, name: 'row' },
    { key: { orgId: 1, state: 1, askedAt: 1 }, name: 'organization_state' },
    { key: { orgId: 1, memberId: 1, state: 1 }, name: 'member_state' },
    { key: { orgId: 1, memberId: 1, askedAt: 1 }, name: 'member' },
  ]);
}
