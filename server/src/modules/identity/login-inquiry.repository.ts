import type { inquiryStates } from '@tsudoi/shared/contracts/identity/login-inquiry.contract';
import type { LoginInquiryId, MemberId, OrgId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import type { Told } from './login-inquiry.rules.ts';

/** What somebody who forgot the log-in ID told the office. Forgotten ninety days after it came or was decided. */
export interface LoginInquiryDocument extends Told {
  _id: LoginInquiryId;
  orgId: OrgId;
  email: string;
  note: string;
  state: (typeof inquiryStates)[number];
  memberId: MemberId | null;
  createdAt: Date;
  decidedAt: Date | null;
  decidedBy: string;
  reason: string;
  forgetAt: Date;
}

const name = 'login_inquiries';
const inquiries = (db: Db, scope: OrgScope) => tenantCollection<LoginInquiryDocument>(db, scope, name);

export function findInquiry(db: Db, scope: OrgScope, inquiryId: LoginInquiryId): Promise<LoginInquiryDocument | null> {
  return inquiries(db, scope).findOne({ _id: inquiryId });
}

export function listInquiries(db: Db, scope: OrgScope, view: 'open' | 'done'): Promise<LoginInquiryDocument[]> {
  return inquiries(db, scope)
    .find(view === 'open' ? { state: 'open' } : { state: { $in: ['released', 'closed'] } })
    .sort({ createdAt: -1 })
    .limit(200)
    .toArray();
}

export function countOpenInquiries(db: Db, scope: OrgScope, limit: number): Promise<number> {
  return inquiries(db, scope).count({ state: 'open' }, limit);
}

/** Who asks again corrects what they asked: one open inquiry an address. True when it is a new one. */
export async function keepInquiry(db: Db, scope: OrgScope, row: LoginInquiryDocument): Promise<boolean> {
  const { _id, orgId: _orgId, createdAt: _createdAt, ...changes } = row;
  const known = await inquiries(db, scope).updateOne({ state: 'open', email: row.email }, { $set: changes });
  if (known.matchedCount > 0) return false;
  await inquiries(db, scope).insert([row]);
  return true;
}

/** Decides it once: of two of the office one wins. */
export async function decideInquiry(
  db: Db,
  scope: OrgScope,
  inquiryId: LoginInquiryId,
  changes: Partial<LoginInquiryDocument>,
  session: ClientSession,
): Promise<boolean> {
  const result = await inquiries(db, scope).updateOne({ _id: inquiryId, state: 'open' }, { $set: changes }, session);
  return result.modifiedCount === 1;
}

export async function createLoginInquiryIndexes(db: Db): Promise<void> {
  await db.collection(name).createIndexes([
    { key: { orgId: 1, _id: 1 }, name: 'row' },
    { key: { orgId: 1, state: 1, email: 1 }, name: 'state' },
    { key: { forgetAt: 1 }, name: 'ttl', expireAfterSeconds: 0 },
  ]);
}
