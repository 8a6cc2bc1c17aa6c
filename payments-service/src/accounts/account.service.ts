import type { ProviderAccountView } from '@tsudoi/shared/contracts/payments/charge.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type OrgId, newProviderAccountId } from '@tsudoi/shared/kernel/ids';
import { isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { Platform } from '../platform/platform.ts';
import { openSecret, sealSecret } from '../platform/secret-box.ts';
import type { AccountCredentials } from '../connectors/connector.ts';
import { type Connectors, providers } from '../connectors/registry.ts';
import { type AccountDocument, chooseAccount, findAccountForCallback, insertAccount, listAccounts } from './account.repository.ts';

/** Where the provider of an account calls back. */
export function callbackUrl(platform: Platform, provider: AccountDocument['provider'], accountId: AccountDocument['_id']): string {
  return `${platform.env.PUBLIC_URL}/callbacks/${provider}/${accountId}`;
}

export function credentialsOf(platform: Platform, account: AccountDocument): AccountCredentials {
  return { mode: account.mode, apiKey: openSecret(account.sealedApiKey, platform.env.SECRETS_KEY) };
}

export function toAccountView(platform: Platform, account: AccountDocument): z.output<typeof ProviderAccountView> {
  return {
    accountId: account._id,
    provider: account.provider,
    mode: account.mode,
    methods: account.methods,
    callbackUrl: doorOf(platform, account),
    connectedAt: account.connectedAt.toISOString(),
  };
}

/** The whole address, with the secret that some providers' notices are known by; of a trial only: a real one is never shown. */
function doorOf(platform: Platform, { provider: name, _id, mode, sealedWebhookSecrets: [sealed] }: AccountDocument): string {
  const address = callbackUrl(platform, name, _id);
  const secret = providers.find((provider) => provider.name === name)?.secretInAddress && mode === 'test' && sealed;
  return secret ? `${address}/${openSecret(secret, platform.env.SECRETS_KEY)}` : address;
}

/** What the callback gate needs to know of an account; kept in memory for a second, so that a storm of callbacks costs no reads and a new secret is taken at once. */
export interface CallbackAccount {
  readonly orgId: OrgId;
  readonly accountId: string;
  readonly provider: string;
  readonly webhookSecrets: readonly string[];
}

const cacheMs = 1000;

/** The present ones, and those before whose time is not over; by real time, as everything at this door. */
export function validSecrets(account: Pick<AccountDocument, 'sealedWebhookSecrets' | 'oldWebhookSecrets'>, now: Date): string[] {
  const old = (account.oldWebhookSecrets ?? []).filter(({ until }) => until > now);
  return [...account.sealedWebhookSecrets, ...old.map(({ sealed }) => sealed)];
}

export function createCallbackAccounts(platform: Platform) {
  const cache = new Map<string, { readonly account: CallbackAccount; readonly until: number }>();
  return async (provider: string, accountId: string): Promise<CallbackAccount | null> => {
    const key = `${provider}:${accountId}`;
    const now = platform.clock.realNow().getTime();
    const hit = cache.get(key);
    if (hit && hit.until > now) return hit.account;
    const document = await findAccountForCallback(platform.databases.payments, provider, accountId);
    if (!document) return null;
    const account: CallbackAccount = {
      orgId: document.orgId,
      accountId: document._id,
      provider: document.provider,
      webhookSecrets: validSecrets(document, platform.clock.realNow()).map((sealed) => openSecret(sealed, platform.env.SECRETS_KEY)),
    };
    if (cache.size > 10_000) cache.clear();
    cache.set(key, { account, until: now + cacheMs });
    return account;
  };
}

/** Providers that can be tried out here; none in production. */
export function sandboxProviders(platform: Platform): string[] {
  return hasSandbox(platform) ? providers.map(({ name }) => name) : [];
}

export function hasSandbox({ env }: Platform): boolean {
  return env.SANDBOX_URL !== undefined && env.NODE_ENV !== 'production';
}

/**
 * Development only: opens the organisation's account at the stand-in of a provider and tells it where to call back. The
 * account that is asked for last takes new payments; one that is connected already is chosen again.
 */
export async function connectSandbox(
  platform: Platform,
  connectors: Connectors,
  scope: OrgScope,
  name: string,
): Promise<z.output<typeof ProviderAccountView>> {
  const { SANDBOX_URL, SECRETS_KEY } = platform.env;
  const provider = providers.find((candidate) => candidate.name === name);
  const connector = connectors.get(name);
  if (!hasSandbox(platform) || !provider || !connector) throw new DomainError('SANDBOX_NOT_AVAILABLE');
  const db = platform.databases.payments;
  const [chosen, ...others] = await listAccounts(db, scope);
  const existing = [chosen, ...others].find((account) => account?.provider === name && account.mode === 'test');
  if (existing) {
    if (existing !== chosen) await chooseAccount(db, scope, existing._id, { chosenAt: platform.clock.now() });
    return toAccountView(platform, existing);
  }
  const { apiKey, webhookSecrets } = provider.trialAccount();
  const account: AccountDocument = {
    _id: newProviderAccountId(),
    orgId: scope.orgId,
    provider: name,
    mode: 'test',
    methods: [...connector.methods],
    sealedApiKey: sealSecret(apiKey, SECRETS_KEY),
    sealedWebhookSecrets: webhookSecrets.map((secret) => sealSecret(secret, SECRETS_KEY)),
    connectedAt: platform.clock.now(),
  };
  const registered = await fetch(`${SANDBOX_URL}/control/accounts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      accountId: account._id,
      provider: name,
      apiKey,
      webhookSecret: webhookSecrets[0],
      callbackUrl: doorOf(platform, account),
    }),
    signal: AbortSignal.timeout(10_000),
  }).catch(() => null);
  if (!registered?.ok) throw new DomainError('PROVIDER_UNAVAILABLE');
  try {
    await insertAccount(db, scope, account);
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return connectSandbox(platform, connectors, scope, name);
  }
  return toAccountView(platform, account);
}
