import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { type RenewalDocument, renewalCollection } from './renewal.model.ts';
import { noMarks } from './renewal.rules.ts';

export { renewalCollection } from './renewal.model.ts';
export type { RenewalDocument } from './renewal.model.ts';

const rows = (db: Db, scope: OrgScope) => tenantCollection<RenewalDocument>(db, scope, renewalCollection);

export function renewalsOfMember(db: Db, scope: OrgScope, memberId: MemberId, session?: ClientSession): Promise<RenewalDocument[]> {
  return rows(db, scope)
    .find({ memberId }, session ? { session } : {})
    .toArray();
}

/** Of these members, in looks of a thousand. */
export async function renewalsOfMembers(db: Db, scope: OrgScope, memberIds: readonly MemberId[]): Promise<RenewalDocument[]> {
  const found: RenewalDocument[] = [];
  for (let at = 0; at < memberIds.length; at += 1000)
    found.push(
      ...(await rows(db, scope)
        .find({ memberId: { $in: memberIds.slice(at, at + 1000) } })
        .toArray()),
    );
  return found;
}

export function findRenewal(db: Db, scope: OrgScope, renewalId: string, session?: ClientSession): Promise<RenewalDocument | null> {
  return rows(db, scope).findOne({ _id: renewalId }, session);
}

/** The one that continues this end, or how it begins; looked for by its member, since a merge moves it. */
export async function renewalOf(
  db: Db,
  scope: OrgScope,
  memberId: MemberId,
  formerThrough: JstDate | null,
  session?: ClientSession,
): Promise<RenewalDocument> {
  const known = (await renewalsOfMember(db, scope, memberId, session)).find((renewal) => renewal.formerThrough === formerThrough);
  const _id = `${memberId}:${formerThrough ?? 'first'}`;
  return known ?? { _id, orgId: scope.orgId, memberId, formerThrough, ...noMarks, billed: null, outcome: null, version: 0 };
}

/** Version 0 is of one that was never written. @throws DomainError CONFLICT when somebody was faster */
export async function saveRenewal(
  db: Db,
  scope: OrgScope,
  renewal: RenewalDocument,
  change: Partial<RenewalDocument>,
  session: ClientSession,
): Promise<RenewalDocument> {
  const saved = { ...renewal, ...change, version: renewal.version + 1 };
  if (renewal.version === 0) {
    // Looked at in this transaction before: whoever came first is seen, or meets us at the key.
    await rows(db, scope).insert([saved], { session });
    return saved;
  }
  const { matchedCount } = await rows(db, scope).updateOne(
    { _id: renewal._id, version: renewal.version },
    { $set: change, $inc: { version: 1 } },
    session,
  );
  if (matchedCount !== 1) throw new DomainError('CONFLICT');
  return saved;
}

export async function createRenewalIndexes(db: Db): Promise<void> {
  await db.collection(renewalCollection).createIndexes([
    { key: { orgId: 1, memberId: 1, _id: 1 }, name: 'member' },
    { key: { orgId: 1, _id: 1, version: 1 }, name: 'row' },
  ]);
}
