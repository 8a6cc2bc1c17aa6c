import type { TermLength } from '@tsudoi/shared/contracts/renewals/term-length.contract';
import type { BillingItemId, MembershipTypeId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Platform } from '../../platform/platform.ts';
import { duesItem } from './billing-item.repository.ts';

/**
 * Types whose members renew terms of their own with an item instead of being billed it by the year, with the length of a term
 * (docs/decisions/0043). Only the dues are renewed; what else is billed by the year is billed to everybody.
 */
export async function renewedTypes(
  platform: Platform,
  scope: OrgScope,
  itemId: BillingItemId,
): Promise<ReadonlyMap<MembershipTypeId, TermLength>> {
  const dues = await duesItem(platform.databases.server, scope);
  return dues?._id === itemId ? platform.hooks.typesWithTerms(scope) : new Map<MembershipTypeId, TermLength>();
}
