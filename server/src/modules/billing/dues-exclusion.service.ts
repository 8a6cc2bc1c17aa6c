import { NoDues } from '@tsudoi/shared/contracts/billing/billing.contract';
import type { BillingItemId, MembershipTypeId } from '@tsudoi/shared/kernel/ids';
import { type FiscalYear, fiscalYearRange, monthOf } from '@tsudoi/shared/kernel/jst';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { Platform } from '../../platform/platform.ts';
import type { MemberDocument } from '../members/members.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { getItem } from './billing-item.repository.ts';
import { feeTermsOf } from './fee-table.rules.ts';
import { renewedTypes } from './renewed-types.service.ts';
import { type Candidate, exclusionOf } from './run-selection.rules.ts';

/** Whose dues are asked about: with the type that they have, or would have. */
interface Payer extends Pick<MemberDocument, 'statusEntries' | 'withdrawnOn'> {
  readonly membershipTypeId: MembershipTypeId;
}

/**
 * Why a run for a whole year, made on its first day or, where that has passed, today, would leave somebody out for who they
 * are; null where it would not. What was billed already, or has no price yet, is another question.
 */
export async function noDuesOf(
  platform: Platform,
  scope: OrgScope,
  itemId: BillingItemId,
  payer: Payer,
  fiscalYear: FiscalYear,
  session?: ClientSession,
): Promise<NoDues | null> {
  const fees = feeTermsOf(await getItem(platform.databases.server, scope, itemId, session));
  const { fiscalYearStartMonth } = await findOrganization(scope);
  const first = fiscalYearRange(fiscalYear, fiscalYearStartMonth).from;
  const today = platform.clock.today();
  const hasTerms = (await renewedTypes(platform, scope, itemId)).has(payer.membershipTypeId);
  const candidate: Candidate = { ...payer, hasTerms, alreadyBilled: false, hasPrice: true };
  const exclusion = exclusionOf(candidate, {
    runDate: today > first ? today : first,
    allocationStartMonth: monthOf(first),
    excludedMembershipTypeIds: new Set(),
    exemptTypeIds: new Set<string>(fees.exemptTypeIds),
    billsResting: fees.billsResting,
  });
  // Whoever leaves before that day is not active on it, whatever a run before would have called it.
  return exclusion && (NoDues.safeParse(exclusion.reason).data ?? 'not_active');
}
