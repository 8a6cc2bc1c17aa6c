import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { Connectors } from '../connectors/registry.ts';
import type { Platform } from '../platform/platform.ts';
import { askAboutSetup } from './card.service.ts';
import { dueSetups } from './card-setup.repository.ts';

const setupsAtOnce = 100;

/** Asks about cards whose payer did not come back to tell, as their time comes. */
export async function askAboutSetups(platform: Platform, connectors: Connectors): Promise<void> {
  for (const setup of await dueSetups(platform.databases.payments, platform.clock.now(), setupsAtOnce))
    await askAboutSetup(platform, connectors, mintOrgScope(setup.orgId), setup);
}
