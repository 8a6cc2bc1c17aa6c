import type { EnterPayoutAccountInput, PayoutAccountView } from '@tsudoi/shared/contracts/payments/payout-account.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { Operator } from '../../platform/operators.ts';
import type { Platform } from '../../platform/platform.ts';
import { findOrganizationBySlug, isOver } from '../organizations/organizations.public.ts';
import { payoutAccount, savePayoutAccount } from '../payments/payments.public.ts';

async function scopeOf(slug: string): Promise<OrgScope> {
  const organization = await findOrganizationBySlug(slug);
  if (!organization) throw new DomainError('NOT_FOUND');
  // Until its contract has ended an organisation enters its own.
  if (!isOver(organization)) throw new DomainError('INVALID_TRANSITION');
  return mintOrgScope(organization._id);
}

/** Where the money of an organisation goes whose contract has ended. @throws DomainError NOT_FOUND, INVALID_TRANSITION, PROVIDER_UNAVAILABLE */
export async function accountOfEnded(platform: Platform, slug: string): Promise<PayoutAccountView | null> {
  return payoutAccount(platform, await scopeOf(slug));
}

/**
 * Its owners have told the operator the right account (cases 40, 89): in its log, in mails to the owners and there, or not at
 * all. Somebody else of the operator approves the payout. @throws DomainError NOT_FOUND, INVALID_TRANSITION, CONFLICT, PROVIDER_UNAVAILABLE
 */
export async function enterAccountOfEnded(
  platform: Platform,
  { operatorId, name }: Operator,
  { slug, account, version, evidence }: z.output<typeof EnterPayoutAccountInput>,
): Promise<PayoutAccountView> {
  const inPlace = { operatorId, evidence };
  return savePayoutAccount(platform, await scopeOf(slug), { kind: 'system', name }, { account, version, inPlace });
}
