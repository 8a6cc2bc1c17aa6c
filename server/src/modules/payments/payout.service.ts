import type { PayoutListOutput, PayoutStatement } from '@tsudoi/shared/contracts/payments/payout.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { PayoutId } from '@tsudoi/shared/kernel/payout-ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import { paymentsClient } from '../../platform/payments-client.ts';
import type { Platform } from '../../platform/platform.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { withMembers } from './line-members.service.ts';
import { payoutPdf } from './payout.document.ts';

type Statement = z.output<typeof PayoutStatement>;

/** On a screen, and of one call. */
const pageSize = 200;
const callSize = 1000;
/** More than that is a file of rows, not a paper. */
const paperLines = 5000;

/** The organisation's payouts, the newest first. @throws DomainError PROVIDER_UNAVAILABLE */
export function listPayouts(platform: Platform, scope: OrgScope): Promise<z.output<typeof PayoutListOutput>> {
  return paymentsClient(platform, scope).call('payouts.list', {});
}

/** A page of a statement. @throws DomainError NOT_FOUND for a payout that is none of theirs, PROVIDER_UNAVAILABLE */
export async function payoutStatement(
  platform: Platform,
  scope: OrgScope,
  payoutId: PayoutId,
  after: string | null,
  size = pageSize,
): Promise<Statement> {
  const found = await paymentsClient(platform, scope).call('payouts.statement', { payoutId, after, size });
  if (!found) throw new DomainError('NOT_FOUND');
  return { ...found, lines: await withMembers(platform, scope, found.lines) };
}

/** The statement on paper. @throws DomainError NOT_FOUND, STATEMENT_TOO_LARGE, PROVIDER_UNAVAILABLE */
export async function payoutPaper(platform: Platform, scope: OrgScope, payoutId: PayoutId): Promise<{ fileName: string; base64: string }> {
  const first = await payoutStatement(platform, scope, payoutId, null, callSize);
  if (first.payout.count > paperLines) throw new DomainError('STATEMENT_TOO_LARGE', { most: paperLines });
  const lines = [...first.lines];
  for (let next = first.next; next !== null;) {
    const page = await payoutStatement(platform, scope, payoutId, next, callSize);
    lines.push(...page.lines);
    next = page.next;
  }
  const organization = await findOrganization(scope);
  const bytes = await payoutPdf(first.payout, lines, { organization: organization.name, createdAt: platform.clock.now() });
  return { fileName: `振込明細_${first.payout.closeMonth}.pdf`, base64: bytes.toString('base64') };
}
