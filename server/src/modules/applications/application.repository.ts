import type { ApplicationState } from '@tsudoi/shared/contracts/applications/application.contract';
import type { ApplicationId, MemberId, MembershipTypeId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db, Filter } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { type ApplicationDocument, type ApplicationStepRow, applicationCollection } from './application.model.ts';
import { codeTries, openStates } from './application.rules.ts';

export { applicationCollection } from './application.model.ts';

export type { ApplicationDocument, ApplicationStepRow } from './application.model.ts';

const applications = (db: Db, scope: OrgScope) => tenantCollection<ApplicationDocument>(db, scope, applicationCollection);

export function findApplication(
  db: Db,
  scope: OrgScope,
  applicationId: ApplicationId,
  session?: ClientSession,
): Promise<ApplicationDocument | null> {
  return applications(db, scope).findOne({ _id: applicationId }, session);
}

export function findByAddress(
  db: Db,
  scope: OrgScope,
  email: string,
  state: ApplicationState,
  session?: ClientSession,
): Promise<ApplicationDocument | null> {
  return applications(db, scope).findOne({ email, state }, session);
}

/** What waits for a decision or for a correction of this member. */
export function findOpenOf(db: Db, scope: OrgScope, memberId: MemberId, session?: ClientSession): Promise<ApplicationDocument | null> {
  return applications(db, scope).findOne({ memberId, state: { $in: [...openStates] } }, session);
}

/** Those that are open and ask for a type: few are open at a time, so that the type is looked at here (docs/decisions/0008). */
export async function countOpenFor(db: Db, scope: OrgScope, membershipTypeId: MembershipTypeId): Promise<number> {
  const open = await applications(db, scope)
    .find({ state: { $in: [...openStates] } }, { projection: { 'fields.membershipTypeId': 1 } })
    .toArray();
  return open.filter(({ fields }) => fields?.membershipTypeId === membershipTypeId).length;
}

/** The approval by which somebody came, or is to come, in. */
export async function newestApproved(
  db: Db,
  scope: OrgScope,
  memberId: MemberId,
  session: ClientSession,
): Promise<ApplicationDocument | null> {
  const approved = await applications(db, scope).find({ memberId, state: 'approved' }, { session }).sort({ _id: -1 }).limit(1).toArray();
  return approved[0] ?? null;
}

/** Of several members, in whatever state. */
export function applicationsOfMembers(
  db: Db,
  scope: OrgScope,
  memberIds: readonly MemberId[],
  session?: ClientSession,
): Promise<ApplicationDocument[]> {
  return applications(db, scope)
    .find({ memberId: { $in: [...memberIds] } }, session ? { session } : {})
    .toArray();
}

/**
 * Of all organisations: what is open and had 入会金 asked for ahead. All of them, by their ids alone: many wait for weeks, or
 * for their office for good, and whoever has paid may stand behind any number of them.
 */
export async function applicationsThatPayAhead(db: Db): Promise<Pick<ApplicationDocument, '_id' | 'orgId'>[]> {
  return db
    .collection<ApplicationDocument>(applicationCollection)
    .find({ paysAhead: true, state: { $in: ['submitted', 'awaiting_payment'] } }, { projection: { orgId: 1 } })
    .toArray();
}

export async function createPaysAheadIndexes(db: Db): Promise<void> {
  await db
    .collection(applicationCollection)
    .createIndexes([{ key: { paysAhead: 1, state: 1 }, name: 'pays_ahead', partialFilterExpression: { paysAhead: true } }]);
}

export function insertApplication(db: Db, scope: OrgScope, application: ApplicationDocument, session: ClientSession): Promise<void> {
  return applications(db, scope).insert([application], { session });
}

/** Null when somebody else was faster: the version is not the one given. */
export function changeApplication(
  db: Db,
  scope: OrgScope,
  { _id, version }: Pick<ApplicationDocument, '_id' | 'version'>,
  changes: Partial<Omit<ApplicationDocument, '_id' | 'orgId' | 'steps' | 'version'>>,
  step: ApplicationStepRow | null,
  session: ClientSession,
): Promise<ApplicationDocument | null> {
  return applications(db, scope).findOneAndUpdate(
    { _id, version },
    { $set: changes, $inc: { version: 1 }, ...(step ? { $push: { steps: step } } : {}) },
    session,
  );
}

/** Counts a typing before it is judged, so that tries at the same moment count too. Null: no code is alive there. */
export function countCodeTry(db: Db, scope: OrgScope, email: string, now: Date): Promise<ApplicationDocument | null> {
  const alive = { email, state: 'email_pending', linkExpiresAt: { $gt: now }, 'code.tries': { $lt: codeTries } };
  return applications(db, scope).findOneAndUpdate(alive as Filter<ApplicationDocument>, { $inc: { 'code.tries': 1 } });
}

export interface ApplicationPage {
  readonly states: readonly ApplicationState[];
  readonly words: readonly RegExp[];
}

function conditionsOf({ states, words }: ApplicationPage): Filter<ApplicationDocument> {
  const searched = words.length > 0 ? { $and: words.map((word) => ({ searchText: word })) } : {};
  return { state: states.length === 1 ? states[0]! : { $in: [...states] }, ...searched } as Filter<ApplicationDocument>;
}

/** One row more than the page, to know whether there are more. */
export function pageOfApplications(
  db: Db,
  scope: OrgScope,
  page: ApplicationPage,
  after: ApplicationId | null,
  descending: boolean,
  size: number,
): Promise<ApplicationDocument[]> {
  const bound = (after === null ? {} : { _id: descending ? { $lt: after } : { $gt: after } }) as Filter<ApplicationDocument>;
  return applications(db, scope)
    .find({ ...conditionsOf(page), ...bound })
    .sort({ _id: descending ? -1 : 1 })
    .limit(size + 1)
    .toArray();
}

export function countApplications(db: Db, scope: OrgScope, page: ApplicationPage, cap: number): Promise<number> {
  return applications(db, scope).count(conditionsOf(page), cap);
}

export async function createApplicationIndexes(db: Db): Promise<void> {
  await db.collection(applicationCollection).createIndexes([
    { key: { orgId: 1, state: 1, _id: 1 }, name: 'state' },
    { key: { orgId: 1, email: 1, state: 1 }, name: 'address' },
    { key: { orgId: 1, memberId: 1, state: 1 }, name: 'member' },
  ]);
}
