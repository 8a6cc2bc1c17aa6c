import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { Connectors } from '../connectors/registry.ts';
import type { Inbox } from '../inbox/inbox.service.ts';
import type { Platform } from '../platform/platform.ts';
import { dueRefunds } from './refund.repository.ts';
import { askAboutRefund } from './refund.service.ts';

const refundsAtOnce = 100;

/** Asks about refunds whose answer was lost and those whose last word has not come; every minute, as their time comes. */
export async function askAboutRefunds(platform: Platform, connectors: Connectors, inbox: Inbox): Promise<void> {
  const due = await dueRefunds(platform.databases.payments, platform.clock.now(), refundsAtOnce);
  for (const refund of due) await askAboutRefund(platform, connectors, inbox, mintOrgScope(refund.orgId), refund);
}
