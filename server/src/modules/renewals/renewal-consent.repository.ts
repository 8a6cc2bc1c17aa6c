import type { MemberId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { type RenewalConsentDocument, renewalConsentCollection } from './renewal-consent.model.ts';

export { renewalConsentCollection } from './renewal-consent.model.ts';
export type { RenewalConsentDocument } from './renewal-consent.model.ts';

const rows = (db: Db, scope: OrgScope) => tenantCollection<RenewalConsentDocument>(db, scope, renewalConsentCollection);

export function consentsOfMember(db: Db, scope: OrgScope, memberId: MemberId, session?: ClientSession): Promise<RenewalConsentDocument[]> {
  return rows(db, scope)
    .find({ memberId }, session ? { session } : {})
    .sort({ _id: 1 })
    .toArray();
}

/** The newest of each member; who never agreed has none. */
export async function consentsOf(db: Db, scope: OrgScope, memberIds: readonly MemberId[]): Promise<Map<MemberId, RenewalConsentDocument>> {
  const newest = new Map<MemberId, RenewalConsentDocument>();
  for (let at = 0; at < memberIds.length; at += 1000) {
    const found = await rows(db, scope)
      .find({ memberId: { $in: memberIds.slice(at, at + 1000) } })
      .toArray();
    for (const consent of found) {
      const known = newest.get(consent.memberId);
      if (!known || known._id < consent._id) newest.set(consent.memberId, consent);
    }
  }
  return newest;
}

export function insertConsent(db: Db, scope: OrgScope, consent: RenewalConsentDocument, session: ClientSession): Promise<void> {
  return rows(db, scope).insert([consent], { session });
}

export async function createConsentIndexes(db: Db): Promise<void> {
  await db.collection(renewalConsentCollection).createIndexes([{ key: { orgId: 1, memberId: 1, _id: 1 }, name: 'member' }]);
}
