import { accountsAt } from '../accounts/account.repository.ts';
import { credentialsOf } from '../accounts/account.service.ts';
import type { Connectors } from '../connectors/registry.ts';
import type { Inbox } from '../inbox/inbox.service.ts';
import type { Platform } from '../platform/platform.ts';

/** Longer than a card's networks let one be raised and fought over. */
const lookBackMs = 365 * 86_400_000;

/** Asks those providers for chargebacks that send no notice of them; what they say goes the way of any inquiry's answer, once. */
export async function askAboutChargebacks(platform: Platform, connectors: Connectors, inbox: Inbox): Promise<void> {
  const { clock, databases, log } = platform;
  const providers = [...connectors.values()].filter(({ chargebacksSince }) => chargebacksSince).map(({ provider }) => provider);
  for (const account of await accountsAt(databases.payments, providers)) {
    const { _id: accountId, orgId, provider } = account;
    const from = new Date(clock.now().getTime() - lookBackMs);
    const answers = await connectors.get(provider)!.chargebacksSince!(credentialsOf(platform, account), from);
    if (answers === null) log.warn({ accountId, provider }, 'a provider did not list its chargebacks');
    for (const { eventId, body } of answers ?? [])
      await inbox.store({ orgId, provider, accountId, eventKey: eventId, source: 'inquiry', body, headers: {} });
  }
}
