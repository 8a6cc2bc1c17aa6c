import type { SettlementLinesInput, SettlementLinesOutput, SettlementView } from '@tsudoi/shared/contracts/payments/settlement.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { SettlementId } from '@tsudoi/shared/kernel/settlement-ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import { paymentsClient } from '../../platform/payments-client.ts';
import type { Platform } from '../../platform/platform.ts';
import { withMembers } from './line-members.service.ts';

/** One settlement of a provider. @throws DomainError NOT_FOUND for one that is none of theirs, PROVIDER_UNAVAILABLE */
export async function oneSettlement(platform: Platform, scope: OrgScope, settlementId: SettlementId): Promise<SettlementView> {
  const found = await paymentsClient(platform, scope).call('settlements.get', { settlementId });
  if (!found) throw new DomainError('NOT_FOUND');
  return found;
}

/** A page of its lines with whose they are. @throws DomainError NOT_FOUND, PROVIDER_UNAVAILABLE */
export async function settlementLines(
  platform: Platform,
  scope: OrgScope,
  { settlementId, view, cursor }: z.output<typeof SettlementLinesInput>,
): Promise<z.output<typeof SettlementLinesOutput>> {
  const found = await paymentsClient(platform, scope).call('settlements.lines', { settlementId, view, from: cursor ?? 0 });
  if (!found) throw new DomainError('NOT_FOUND');
  return { lines: await withMembers(platform, scope, found.lines), next: found.next };
}
