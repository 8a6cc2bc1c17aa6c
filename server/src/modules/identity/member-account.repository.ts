import type { AccountId, MemberId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import mongoose from 'mongoose';
import { type MemberAccountDocument, MemberAccountModel } from './member-account.model.ts';

export type { MemberAccountDocument } from './member-account.model.ts';

/** By the driver, for accounts by the hundred (performance.md 0.6). */
export const accountRows = (db: Db, scope: OrgScope) => tenantCollection<MemberAccountDocument>(db, scope, 'member_accounts');

const { trusted } = mongoose;
const plain = (row: unknown): MemberAccountDocument | null => row as MemberAccountDocument | null;
type Filter = Partial<Pick<MemberAccountDocument, '_id' | 'memberId' | 'loginIdKey' | 'loginEmail' | 'provisionalIdHash'>>;

export async function findAccountBy(scope: OrgScope, filter: Filter, session?: ClientSession): Promise<MemberAccountDocument | null> {
  return plain(
    await MemberAccountModel.findOne({ ...filter, orgId: scope.orgId })
      .session(session ?? null)
      .lean()
      .exec(),
  );
}

export async function findAccountsOf(
  scope: OrgScope,
  memberIds: readonly MemberId[],
): Promise<Pick<MemberAccountDocument, '_id' | 'memberId' | 'state'>[]> {
  if (memberIds.length === 0) return [];
  const found = await MemberAccountModel.find({ orgId: scope.orgId, memberId: trusted({ $in: [...memberIds] }) }, { memberId: 1, state: 1 })
    .lean()
    .exec();
  return found as Pick<MemberAccountDocument, '_id' | 'memberId' | 'state'>[];
}

/** Accounts without a password of their own, behind one of them: by their ids, which are as old as they are. */
export async function accountsWaiting(
  scope: OrgScope,
  state: 'none' | 'provisional_issued',
  after: AccountId | null,
  limit: number,
): Promise<MemberAccountDocument[]> {
  return (await MemberAccountModel.find({ orgId: scope.orgId, state, ...(after ? { _id: trusted({ $gt: after }) } : {}) })
    .sort({ _id: 1 })
    .limit(limit)
    .lean()
    .exec()) as unknown as MemberAccountDocument[];
}

export async function accountsOf(scope: OrgScope, memberIds: readonly MemberId[]): Promise<MemberAccountDocument[]> {
  return (await MemberAccountModel.find({ orgId: scope.orgId, memberId: trusted({ $in: [...memberIds] }) })
    .lean()
    .exec()) as unknown as MemberAccountDocument[];
}

export async function insertAccounts(scope: OrgScope, accounts: readonly MemberAccountDocument[], session: ClientSession): Promise<void> {
  if (accounts.length > 0)
    await MemberAccountModel.insertMany(
      accounts.map((account) => ({ ...account, orgId: scope.orgId })),
      { session },
    );
}

export async function changeAccount(
  scope: OrgScope,
  accountId: AccountId,
  changes: Partial<MemberAccountDocument>,
  session?: ClientSession,
): Promise<MemberAccountDocument | null> {
  return plain(
    await MemberAccountModel.findOneAndUpdate(
      { orgId: scope.orgId, _id: accountId },
      { $set: changes },
      { ...(session ? { session } : {}), returnDocument: 'after' },
    )
      .lean()
      .exec(),
  );
}

/** Uses a provisional pair up: only while it is the very pair that was proven. */
export async function completeFirstAccess(
  scope: OrgScope,
  accountId: AccountId,
  provisionalIdHash: string,
  changes: Partial<MemberAccountDocument>,
  session: ClientSession,
): Promise<MemberAccountDocument | null> {
  return plain(
    await MemberAccountModel.findOneAndUpdate(
      { orgId: scope.orgId, _id: accountId, provisionalIdHash },
      { $set: changes },
      { session, returnDocument: 'after' },
    )
      .lean()
      .exec(),
  );
}

export async function createMemberAccountIndexes(db: Db): Promise<void> {
  const present = (field: string) => ({ [field]: { $type: 'string' } });
  await db.collection('member_accounts').createIndexes([
    { key: { orgId: 1, memberId: 1 }, name: 'member', unique: true },
    { key: { orgId: 1, state: 1, _id: 1 }, name: 'by_state' },
    { key: { orgId: 1, loginIdKey: 1 }, name: 'login_id', unique: true },
    { key: { orgId: 1, loginEmail: 1 }, name: 'login_email', unique: true, partialFilterExpression: present('loginEmail') },
    { key: { orgId: 1, provisionalIdHash: 1 }, name: 'provisional', unique: true, partialFilterExpression: present('provisionalIdHash') },
  ]);
}
