import { createHash, timingSafeEqual } from 'node:crypto';
import type {
  AccountAnswer,
  EnterAccountRequest,
  EnteredAccount,
  ProviderFacts,
  RotateSecretRequest,
} from '@tsudoi/shared/contracts/payments/account.contract';
import type { ChooseMethodsRequest } from '@tsudoi/shared/contracts/payments/charge.contract';
import { isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import { hasOpenedCharge } from '../charges/charge.repository.ts';
import type { CredentialValues, Provider, ProviderField } from '../connectors/connector.ts';
import type { Platform } from '../platform/platform.ts';
import { openSecret, sealSecret } from '../platform/secret-box.ts';
import { type Connectors, providers } from '../connectors/registry.ts';
import {
  type AccountDocument,
  chooseAccount,
  findAccount,
  insertAccount,
  listAccounts,
  replaceApiKey,
  replaceSecrets,
} from './account.repository.ts';
import { type Wrong, wrongValue } from './account.rules.ts';
import { callbackUrl, validSecrets } from './account.service.ts';

const dayMs = 86_400_000;
type Refused = Extract<AccountAnswer, { outcome: 'refused' }>;
const refuse = (reason: Refused['reason'], field: string | null = null): Refused => ({ outcome: 'refused', reason, field });
const refuseWrong = ({ reason, field }: Wrong): Refused => refuse(reason, field === '' ? null : field);

const isReplaced = ({ secret, rotates }: Pick<ProviderField, 'secret' | 'rotates'>, withKey: Provider['withKey']) =>
  withKey !== undefined && secret && !rotates;

const isCorrected = ({ secret }: Pick<ProviderField, 'secret'>, corrected: Provider['corrected']) => corrected !== undefined && !secret;

/** What each provider asks an account for; patterns stay here. */
export function providerFacts(connectors: Connectors): ProviderFacts[] {
  return providers.map(({ name, credentialFields, withKey, corrected }) => ({
    provider: name,
    methods: [...(connectors.get(name)?.methods ?? [])],
    fields: credentialFields.map(({ pattern: _pattern, isName: _isName, ...field }) => ({
      ...field,
      replaces: isReplaced(field, withKey),
      corrects: isCorrected(field, corrected),
    })),
  }));
}

function toEntered(platform: Platform, account: AccountDocument): EnteredAccount {
  const now = platform.clock.realNow();
  const ends = (account.oldWebhookSecrets ?? []).map(({ until }) => until).filter((until) => until > now);
  const last = ends.reduce<Date | null>((latest, until) => (latest && latest > until ? latest : until), null);
  return {
    accountId: account._id,
    provider: account.provider,
    mode: account.mode,
    methods: account.methods,
    callbackUrl: callbackUrl(platform, account.provider, account._id),
    connectedAt: account.connectedAt.toISOString(),
    oldSecretUntil: last?.toISOString() ?? null,
  };
}

/** Without any secret: what was entered is never shown again. */
export async function enteredAccounts(platform: Platform, scope: OrgScope): Promise<EnteredAccount[]> {
  return (await listAccounts(platform.databases.payments, scope)).map((account) => toEntered(platform, account));
}

const isSame = (left: string, right: string): boolean => {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
};

/** Whether another account of the organisation at this provider is known by the same key: then test and live could not be told apart. */
async function isShared(
  platform: Platform,
  scope: OrgScope,
  provider: string,
  secrets: readonly string[],
  except?: string,
): Promise<boolean> {
  const { SECRETS_KEY } = platform.env;
  const others = (await listAccounts(platform.databases.payments, scope)).filter((one) => one.provider === provider && one._id !== except);
  const known = others.flatMap((one) => validSecrets(one, platform.clock.realNow()).map((sealed) => openSecret(sealed, SECRETS_KEY)));
  return secrets.some((secret) => known.some((other) => isSame(secret, other)));
}

/**
 * An account as the operator enters it; what it holds is sealed before it is stored, and never told again. It takes what no
 * other one of its mode does: what comes in already stays where it is until somebody chooses otherwise.
 */
export async function enterAccount(
  platform: Platform,
  connectors: Connectors,
  scope: OrgScope,
  { accountId, provider: name, mode, values }: z.output<typeof EnterAccountRequest>,
): Promise<AccountAnswer> {
  const provider = providers.find((candidate) => candidate.name === name);
  const connector = connectors.get(name);
  if (!provider || !connector) return refuse('unknown_provider');
  // Real money waits until its calls are known and not assumed (docs/decisions/0037 and 0044).
  if (mode === 'live' && !provider.confirmedForLive) return refuse('not_confirmed');
  const wrong = wrongValue(provider.credentialFields, mode, values);
  if (wrong) return refuseWrong(wrong);
  const { apiKey, webhookSecrets } = provider.accountOf(values);
  if (await isShared(platform, scope, name, webhookSecrets)) return refuse('shared_secret');
  const { SECRETS_KEY } = platform.env;
  const others = (await listAccounts(platform.databases.payments, scope)).filter((one) => one.mode === mode);
  const taken = new Set(others.flatMap(({ methods }) => methods));
  const account: AccountDocument = {
    _id: accountId,
    orgId: scope.orgId,
    provider: name,
    mode,
    methods: connector.methods.filter((method) => !taken.has(method)),
    sealedApiKey: sealSecret(apiKey, SECRETS_KEY),
    sealedWebhookSecrets: webhookSecrets.map((secret) => sealSecret(secret, SECRETS_KEY)),
    connectedAt: platform.clock.now(),
  };
  try {
    await insertAccount(platform.databases.payments, scope, account);
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return refuse('taken');
  }
  return { outcome: 'done', account: toEntered(platform, account) };
}

/**
 * Which new payments an account takes. What was opened at it goes on there; with none it is set aside, and saved cards of it
 * can be charged no more while cards are not among them.
 */
export async function chooseMethods(
  platform: Platform,
  connectors: Connectors,
  scope: OrgScope,
  { accountId, methods: wanted }: z.output<typeof ChooseMethodsRequest>,
): Promise<AccountAnswer> {
  const db = platform.databases.payments;
  const account = await findAccount(db, scope, accountId);
  const connector = account ? connectors.get(account.provider) : undefined;
  if (!account || !connector) return refuse('unknown_provider');
  if (wanted.some((method) => !connector.methods.includes(method))) return refuse('field', 'methods');
  const methods = connector.methods.filter((method) => wanted.includes(method));
  await chooseAccount(db, scope, accountId, { methods, chosenAt: platform.clock.now() });
  return { outcome: 'done', account: toEntered(platform, { ...account, methods }) };
}

/** A new key for calls: the account, its address and its notices stay, and no call is made with the old one any more. */
async function replaceKey(
  platform: Platform,
  scope: OrgScope,
  account: AccountDocument,
  provider: Provider,
  values: CredentialValues,
): Promise<AccountAnswer> {
  const fields = provider.credentialFields.filter((field) => isReplaced(field, provider.withKey));
  const wrong = wrongValue(fields, account.mode, values);
  if (wrong) return refuseWrong(wrong);
  const { SECRETS_KEY } = platform.env;
  const before = openSecret(account.sealedApiKey, SECRETS_KEY);
  const apiKey = provider.withKey!(before, values);
  if (isSame(apiKey, before)) return refuse('shared_secret');
  const sealedApiKey = sealSecret(apiKey, SECRETS_KEY);
  if (!(await replaceApiKey(platform.databases.payments, scope, account, { sealedApiKey }))) return refuse('taken');
  return { outcome: 'done', account: toEntered(platform, { ...account, sealedApiKey }) };
}

/**
 * Other values for what is no secret, where it was entered wrongly: an account of a provider and mode is one, so that another
 * could not take its place. The name that charges were opened under stays.
 */
async function correctAccount(
  platform: Platform,
  scope: OrgScope,
  account: AccountDocument,
  provider: Provider,
  values: CredentialValues,
): Promise<AccountAnswer> {
  const db = platform.databases.payments;
  const fields = provider.credentialFields.filter(({ name }) => name in values);
  const wrong = wrongValue(fields, account.mode, values);
  if (wrong) return refuseWrong(wrong);
  const name = fields.find(({ isName }) => isName);
  if (name && (await hasOpenedCharge(db, scope, account._id))) return refuse('in_use', name.name);
  const { SECRETS_KEY } = platform.env;
  const [first, ...others] = account.sealedWebhookSecrets.map((sealed) => openSecret(sealed, SECRETS_KEY));
  const before = { apiKey: openSecret(account.sealedApiKey, SECRETS_KEY), webhookSecrets: [first!, ...others] as const };
  const { apiKey, webhookSecrets } = provider.corrected!(before, values);
  if (await isShared(platform, scope, provider.name, webhookSecrets, account._id)) return refuse('shared_secret');
  const next = {
    sealedApiKey: sealSecret(apiKey, SECRETS_KEY),
    sealedWebhookSecrets: webhookSecrets.map((secret) => sealSecret(secret, SECRETS_KEY)),
  };
  if (!(await replaceApiKey(db, scope, account, next))) return refuse('taken');
  return { outcome: 'done', account: toEntered(platform, { ...account, ...next }) };
}

/**
 * A new secret for notices. The present one stays valid for some days, so that what the provider signs meanwhile is taken
 * whichever of the two it was signed with (providers.md 10, 26). Values of the key for calls replace that instead, and what is no
 * secret is put right.
 */
export async function rotateSecret(
  platform: Platform,
  scope: OrgScope,
  { accountId, values, days }: z.output<typeof RotateSecretRequest>,
): Promise<AccountAnswer> {
  const db = platform.databases.payments;
  const account = await findAccount(db, scope, accountId);
  const provider = providers.find((candidate) => candidate.name === account?.provider);
  if (!account || !provider) return refuse('unknown_provider');
  const names = Object.keys(values);
  const ofKey = provider.credentialFields.filter((field) => isReplaced(field, provider.withKey) && names.includes(field.name));
  if (names.length > 0 && ofKey.length === names.length) return replaceKey(platform, scope, account, provider, values);
  const corrects = provider.credentialFields.filter((field) => isCorrected(field, provider.corrected) && names.includes(field.name));
  if (names.length > 0 && corrects.length === names.length) return correctAccount(platform, scope, account, provider, values);
  const fields = provider.credentialFields.filter(({ rotates }) => rotates);
  if (fields.length === 0) return refuse('nothing_to_rotate');
  const wrong = wrongValue(fields, account.mode, values);
  if (wrong) return refuseWrong(wrong);
  const { SECRETS_KEY } = platform.env;
  const { webhookSecrets } = provider.accountOf(values);
  const present = account.sealedWebhookSecrets.map((sealed) => openSecret(sealed, SECRETS_KEY));
  if (webhookSecrets.some((secret) => present.some((other) => isSame(secret, other)))) return refuse('shared_secret');
  if (await isShared(platform, scope, provider.name, webhookSecrets, account._id)) return refuse('shared_secret');
  const now = platform.clock.realNow();
  const until = new Date(now.getTime() + days * dayMs);
  const old = [...account.sealedWebhookSecrets.map((sealed) => ({ sealed, until })), ...(account.oldWebhookSecrets ?? [])];
  const { sealedApiKey } = account;
  const next = {
    sealedApiKey: provider.rotated
      ? sealSecret(provider.rotated(openSecret(sealedApiKey, SECRETS_KEY), values), SECRETS_KEY)
      : sealedApiKey,
    sealedWebhookSecrets: webhookSecrets.map((secret) => sealSecret(secret, SECRETS_KEY)),
    // No more than two are ever valid: the one before the last ends with this.
    oldWebhookSecrets: days === 0 ? [] : old.slice(0, account.sealedWebhookSecrets.length),
  };
  // Somebody replaced it at the same moment: theirs stands.
  if (!(await replaceSecrets(db, scope, account, next))) return refuse('taken');
  return { outcome: 'done', account: toEntered(platform, { ...account, ...next }) };
}
