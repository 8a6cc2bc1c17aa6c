import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { findCharge } from '../charges/charge.repository.ts';
import type { Connectors } from '../connectors/registry.ts';
import type { Inbox } from '../inbox/inbox.service.ts';
import type { Platform } from '../platform/platform.ts';
import { type RefundDocument, dueRefunds } from './refund.repository.ts';
import { askAboutRefund } from './refund.service.ts';

const refundsAtOnce = 100;

/** Asks about refunds whose answer was lost and those whose last word has not come; every minute, as their time comes: providers side by side. */
export async function askAboutRefunds(platform: Platform, connectors: Connectors, inbox: Inbox): Promise<void> {
  const due = await dueRefunds(platform.databases.payments, platform.clock.now(), refundsAtOnce);
  const byProvider = new Map<string | undefined, RefundDocument[]>();
  for (const refund of due) {
    const charge = await findCharge(platform.databases.payments, mintOrgScope(refund.orgId), refund.chargeId);
    byProvider.set(charge?.provider, [...(byProvider.get(charge?.provider) ?? []), refund]);
  }
  await Promise.all(
    [...byProvider.values()].map(async (refunds) => {
      for (const refund of refunds) await askAboutRefund(platform, connectors, inbox, mintOrgScope(refund.orgId), refund);
    }),
  );
}
