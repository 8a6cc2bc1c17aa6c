import * as z from 'zod';
import { ProviderAccountId } from '../../kernel/ids.ts';

/** A provider as the payments-service calls it: `gmo-pg`. Which there are is known there alone. */
export const ProviderName = z.string().regex(/^[a-z][a-z0-9-]{1,30}$/);

/** What a provider asks an account for. Labels are its own words, in both languages; a secret is never shown again. */
export const CredentialField = z.object({
  name: z.string().regex(/^[A-Za-z][A-Za-z0-9]{1,30}$/),
  label: z.object({ ja: z.string(), en: z.string() }),
  secret: z.boolean(),
  /** What notices are verified with: it can be replaced while the old one stays valid for a while. */
  rotates: z.boolean(),
  /** Part of the key of calls, and can be replaced: what was there before counts no more from then on. */
  replaces: z.boolean(),
  /** No secret: what was entered wrongly can be put right in the same account. */
  corrects: z.boolean(),
});
export type CredentialField = z.output<typeof CredentialField>;
export const ProviderFacts = z.object({ provider: ProviderName, methods: z.array(z.string()), fields: z.array(CredentialField) });
export type ProviderFacts = z.output<typeof ProviderFacts>;

export const AccountMode = z.enum(['test', 'live']);
export const CredentialValues = z.record(z.string().max(40), z.string().max(4000, 'too_long'));
export const EnteredAccount = z.object({
  accountId: ProviderAccountId,
  provider: ProviderName,
  mode: AccountMode,
  /** What it takes new payments by: of two accounts that take the same, the one that was chosen last. */
  methods: z.array(z.string()),
  callbackUrl: z.string(),
  connectedAt: z.iso.datetime(),
  /** Until when the secret before the present one is still taken; null when there is none. */
  oldSecretUntil: z.iso.datetime().nullable(),
});
export type EnteredAccount = z.output<typeof EnteredAccount>;

/** How long an old secret may stay valid, in days. */
export const rotationDaysMost = 30;
/** What is wrong with values, without the values. */
export const CredentialRefusal = z.enum([
  'unknown_provider',
  'field',
  'mode_mismatch',
  'taken',
  'shared_secret',
  'nothing_to_rotate',
  /** Charges were opened under the name that would change: they would be lost. */
  'in_use',
  /** How this provider is called is not confirmed yet: it takes no live account. */
  'not_confirmed',
]);
export type CredentialRefusal = z.output<typeof CredentialRefusal>;

const refused = z.object({ outcome: z.literal('refused'), reason: CredentialRefusal, field: z.string().nullable() });
// ── what the server asks the payments-service for the operator
export const EnterAccountRequest = z.strictObject({
  /** Named by who asks: the organisation's log has the account before it is there. */
  accountId: ProviderAccountId,
  provider: ProviderName,
  mode: AccountMode,
  values: CredentialValues,
});
export const RotateSecretRequest = z.strictObject({
  accountId: ProviderAccountId,
  values: CredentialValues,
  days: z.number().int().min(0).max(rotationDaysMost),
});
export const AccountAnswer = z.discriminatedUnion('outcome', [z.object({ outcome: z.literal('done'), account: EnteredAccount }), refused]);
export type AccountAnswer = z.output<typeof AccountAnswer>;
