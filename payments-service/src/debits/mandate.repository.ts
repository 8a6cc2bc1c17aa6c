import type { MandateEnd, MandateState } from '@tsudoi/shared/contracts/payments/direct-debit.contract';
import type { MandateId, MemberId, OrgId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Collection, Db, Filter } from 'mongodb';
import type { MergeStep } from '../platform/merge-steps.ts';
import type { BankPlaceDocument } from './debit-contract.repository.ts';

export interface MandateDocument {
  _id: MandateId;
  orgId: OrgId;
  memberId: MemberId;
  state: MandateState;
  /** The member's first, second …: a new one follows when the last has ended, so that of two wishes at once one is first. */
  generation: number;
  customerNumber: string;
  account: (BankPlaceDocument & { holder: string }) | null;
  /** When that account was written down; absent in rows of before. */
  accountSince?: Date;
  /** Whether the bank has drawn by it: the first time is told apart in the file. */
  debited: boolean;
  requestedAt: Date;
  /** Who ended it; absent while it lives, and in ones that ended before this was kept. */
  endedBy?: MandateEnd | null;
  merges?: MergeStep<MandateState>[];
  version: number;
}

function collection(db: Db): Collection<MandateDocument> {
  return db.collection<MandateDocument>('mandates');
}

export async function insertMandate(db: Db, scope: OrgScope, mandate: MandateDocument): Promise<void> {
  await collection(db).insertOne({ ...mandate, orgId: scope.orgId });
}

export function findMandate(db: Db, scope: OrgScope, mandateId: MandateId): Promise<MandateDocument | null> {
  return collection(db).findOne({ orgId: scope.orgId, _id: mandateId });
}

export function findMandates(db: Db, scope: OrgScope, mandateIds: readonly MandateId[]): Promise<MandateDocument[]> {
  return collection(db)
    .find({ orgId: scope.orgId, _id: { $in: [...mandateIds] } })
    .toArray();
}

/** The newest, which is the only one that may not have ended. */
export async function mandateOfMember(db: Db, scope: OrgScope, memberId: MemberId): Promise<MandateDocument | null> {
  const mandates = await collection(db).find({ orgId: scope.orgId, memberId }).toArray();
  return mandates.toSorted((left, right) => right.generation - left.generation)[0] ?? null;
}

/** All that two records ever had, in no order. */
export async function mandatesOfMembers(
  db: Db,
  scope: OrgScope,
  memberIds: readonly MemberId[],
  session: ClientSession,
): Promise<MandateDocument[]> {
  return collection(db)
    .find({ orgId: scope.orgId, memberId: { $in: [...memberIds] } }, { session })
    .toArray();
}

export type MandateChanges = Partial<Omit<MandateDocument, '_id' | 'orgId' | 'version'>>;

/** False when somebody else changed it in between. What others have to hear of goes by `changeMandate`. */
export async function updateMandate(
  db: Db,
  scope: OrgScope,
  { _id, version }: Pick<MandateDocument, '_id' | 'version'>,
  changes: MandateChanges,
  session?: ClientSession,
): Promise<boolean> {
  const update = { $set: changes, $inc: { version: 1 } };
  const { modifiedCount } = await collection(db).updateOne({ orgId: scope.orgId, _id, version }, update, session ? { session } : {});
  return modifiedCount === 1;
}

/** Newest first; one more than asked for tells whether there are more. */
export function pageOfMandates(
  db: Db,
  scope: OrgScope,
  state: MandateState | null,
  after: MandateId | null,
  size: number,
): Promise<MandateDocument[]> {
  const filter: Filter<MandateDocument> = { orgId: scope.orgId };
  if (state !== null) filter.state = state;
  if (after !== null) filter._id = { $lt: after };
  return collection(db)
    .find(filter)
    .sort({ _id: -1 })
    .limit(size + 1)
    .toArray();
}

export function countActive(db: Db, scope: OrgScope): Promise<number> {
  return collection(db).countDocuments({ orgId: scope.orgId, state: 'active' });
}

export function activeMandates(db: Db, scope: OrgScope): Promise<Pick<MandateDocument, '_id' | 'memberId'>[]> {
  return collection(db)
    .find({ orgId: scope.orgId, state: 'active' }, { projection: { _id: 1, memberId: 1 } })
    .toArray();
}

/** Of everybody whose mandate has not ended. */
export function liveMandates(db: Db, scope: OrgScope): Promise<Pick<MandateDocument, '_id' | 'memberId'>[]> {
  return collection(db)
    .find({ orgId: scope.orgId, state: { $in: ['requested', 'paper_or_web_pending', 'active'] } }, { projection: { _id: 1, memberId: 1 } })
    .toArray();
}

/** The organisation is no more: whose account it was is forgotten, and so are the files that named them. Twice is harmless. */
export async function forgetAccounts(db: Db, scope: OrgScope): Promise<number> {
  await db.collection('debit_collections').updateMany({ orgId: scope.orgId, sealedFile: { $ne: null } }, { $set: { sealedFile: null } });
  const ended = { account: null, state: 'stopped' as const };
  const { modifiedCount } = await collection(db).updateMany(
    { orgId: scope.orgId, account: { $ne: null } },
    { $set: ended, $inc: { version: 1 } },
  );
  return modifiedCount;
}

export async function createMandateIndexes(db: Db): Promise<void> {
  await collection(db).createIndexes([
    { key: { orgId: 1, memberId: 1, generation: 1 }, name: 'one_after_the_other', unique: true },
    { key: { orgId: 1, customerNumber: 1 }, name: 'org_customer', unique: true },
    { key: { orgId: 1, state: 1, _id: -1 }, name: 'org_state' },
    { key: { orgId: 1, _id: -1, version: 1 }, name: 'row' },
  ]);
}
