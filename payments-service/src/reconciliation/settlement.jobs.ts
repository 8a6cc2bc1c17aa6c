import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { accountsAt } from '../accounts/account.repository.ts';
import { credentialsOf } from '../accounts/account.service.ts';
import type { Connectors } from '../connectors/registry.ts';
import type { Platform } from '../platform/platform.ts';
import { keepSettlements } from './settlement.service.ts';
import { knownSettlements } from './settlement.repository.ts';

const dayMs = 86_400_000;
/** A month's settlement and some days. */
const lookBackMs = 45 * dayMs;

/** Settlements that no notice told of, or that were made while nobody could be reached (case 42): the provider's list has them. */
export async function findUntoldSettlements(platform: Platform, connectors: Connectors): Promise<void> {
  const { clock, databases, log } = platform;
  const db = databases.payments;
  const providers = [...connectors.values()].filter(({ settlements }) => settlements).map(({ provider }) => provider);
  for (const account of await accountsAt(db, providers)) {
    const scope = mintOrgScope(account.orgId);
    const { _id: accountId, provider } = account;
    const since = new Date(clock.now().getTime() - lookBackMs);
    const listed = await connectors.get(provider)!.settlements!.recent(credentialsOf(platform, account), since);
    if (listed === null) {
      log.warn({ accountId, provider }, 'a provider did not list its settlements');
      continue;
    }
    const known = await knownSettlements(db, scope, accountId, listed);
    await keepSettlements(
      platform,
      scope,
      listed
        .filter((id) => !known.has(id))
        .map((providerSettlementId) => ({
          accountId,
          provider,
          providerSettlementId,
          inboxId: `settlement:${accountId}:${providerSettlementId}`,
        })),
    );
  }
}
