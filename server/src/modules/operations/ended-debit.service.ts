import type { UploadDebitResultOutput } from '@tsudoi/shared/contracts/payments/debit-result.contract';
import type { EndedDebits } from '@tsudoi/shared/contracts/payments/direct-debit.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { Operator } from '../../platform/operators.ts';
import type { Platform } from '../../platform/platform.ts';
import { countPendingDebits } from '../billing/billing.public.ts';
import { findOrganizationBySlug, organizationsIn } from '../organizations/organizations.public.ts';
import { uploadDebitResult } from '../payments/payments.public.ts';

/** Organisations that have ended with debits at the bank, the most urgent first. */
export async function endedDebits(platform: Platform): Promise<EndedDebits[]> {
  const found: EndedDebits[] = [];
  for (const { _id, slug, name, closing } of await organizationsIn('terminated')) {
    if (!closing || closing.purgedAt) continue;
    const count = await countPendingDebits(platform.databases.server, mintOrgScope(_id));
    if (count > 0) found.push({ slug, orgName: name, count, purgedBy: closing.purgedBy });
  }
  return found.toSorted((left, right) => (left.purgedBy < right.purgedBy ? -1 : 1));
}

/**
 * The bank's result, in the place of an organisation that has ended and whose people cannot enter it any more. Stands in its own
 * log. @throws DomainError NOT_FOUND, PROVIDER_UNAVAILABLE
 */
export async function takeEndedResult(
  platform: Platform,
  operator: Operator,
  slug: string,
  packed: Buffer,
): Promise<UploadDebitResultOutput> {
  const organization = await findOrganizationBySlug(slug);
  if (organization?.status !== 'terminated') throw new DomainError('NOT_FOUND');
  return uploadDebitResult(platform, mintOrgScope(organization._id), { kind: 'system', name: operator.name }, packed);
}
