import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { accountsAt } from '../accounts/account.repository.ts';
import { credentialsOf } from '../accounts/account.service.ts';
import type { Connectors } from '../connectors/registry.ts';
import type { Platform } from '../platform/platform.ts';
import { followTransfer, tellOfLateTransfer } from './settlement-transfer.service.ts';
import { keepSettlements } from './settlement.service.ts';
import { knownSettlements } from './settlement.repository.ts';

const dayMs = 86_400_000;
/** Two months' settlements and the days until their transfers are there, or are late. */
const lookBackMs = 90 * dayMs;

/**
 * Compares each account with its provider's list: settlements that no notice told of, or that were made while nobody could be
 * reached (case 42), and what has become of the transfers of the others, of which no notice tells.
 */
export async function compareSettlements(platform: Platform, connectors: Connectors): Promise<void> {
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
    const known = await knownSettlements(
      db,
      scope,
      accountId,
      listed.map(({ settlementId }) => settlementId),
    );
    await keepSettlements(
      platform,
      scope,
      listed
        .filter(({ settlementId }) => !known.has(settlementId))
        .map(({ settlementId }) => ({
          accountId,
          provider,
          providerSettlementId: settlementId,
          inboxId: `settlement:${accountId}:${settlementId}`,
        })),
    );
    for (const { settlementId, transfer } of listed) {
      const settlement = known.get(settlementId);
      if (!settlement) continue;
      await followTransfer(platform, scope, settlement, transfer);
      if (transfer === 'pending') await tellOfLateTransfer(platform, scope, settlement);
    }
  }
}
