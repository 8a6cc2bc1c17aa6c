import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { PayLinkId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Platform } from '../../platform/platform.ts';
import { historyOf } from '../audit/audit.public.ts';
import { tellingWhatHappened, toldAs } from '../billing/billing.public.ts';
import { getPayLink } from './pay-link.repository.ts';

/**
 * An act of the office on a payer's link. Where a colleague was faster, with the link or with a bill that is in it, the refusal says
 * who, what and when, as of one bill (`tellingWhatHappened`).
 */
export async function tellingOfLink<T>(platform: Platform, scope: OrgScope, payLinkId: PayLinkId, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof DomainError) || error.code === 'NOT_FOUND') throw error;
    const link = await getPayLink(platform.databases.server, scope, payLinkId);
    if (error.code === 'PAY_LINK_CLOSED' && link.withdrawnAt !== null) {
      const rows = await historyOf(platform, scope, payLinkId, null, 20);
      const by = rows.find(({ action }) => action === 'payLink.withdraw')?.actorName ?? '';
      throw toldAs(error, { bill: link.payerName }, { kind: 'link_withdrawn', at: link.withdrawnAt, by });
    }
    return tellingWhatHappened(platform, scope, link.billIds, () => Promise.reject(error));
  }
}
