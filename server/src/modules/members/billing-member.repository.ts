import type { MemberId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Db } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import type { MemberDocument } from './member.repository.ts';

/** What billing needs of a member. */
export type BillingMember = Pick<
  MemberDocument,
  | '_id'
  | 'memberNumber'
  | 'familyName'
  | 'givenName'
  | 'familyNameKana'
  | 'givenNameKana'
  | 'contactEmail'
  | 'membershipTypeId'
  | 'joinedOn'
  | 'withdrawnOn'
  | 'statusEntries'
  | 'units'
>;

/**
 * Everybody, in batches, without holding them all (BIL-06). By the driver and a batch at a time: a model's cursor takes
 * longer over each member than pricing and writing the bill. `only`: these alone, a handful.
 */
export async function* streamMembersForBilling(
  db: Db,
  scope: OrgScope,
  batchSize: number,
  only: readonly MemberId[] | null = null,
): AsyncGenerator<BillingMember[]> {
  const projection = {
    memberNumber: 1,
    familyName: 1,
    givenName: 1,
    familyNameKana: 1,
    givenNameKana: 1,
    contactEmail: 1,
    membershipTypeId: 1,
    joinedOn: 1,
    withdrawnOn: 1,
    statusEntries: 1,
    units: 1,
    mergedInto: 1,
  };
  const chosen = only === null ? {} : { _id: { $in: [...only] } };
  const cursor = tenantCollection<MemberDocument>(db, scope, 'members').find(chosen, { projection, batchSize }).sort({ _id: 1 });
  while (await cursor.hasNext()) yield cursor.readBufferedDocuments().filter(({ mergedInto = null }) => mergedInto === null);
}
