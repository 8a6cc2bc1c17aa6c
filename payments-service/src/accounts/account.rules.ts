import type { CredentialRefusal } from '@tsudoi/shared/contracts/payments/account.contract';
import type { ChargeMethod } from '@tsudoi/shared/contracts/payments/charge.contract';
import type { CredentialValues, ProviderField } from '../connectors/connector.ts';

export interface OfferFacts {
  /** By the screening. */
  readonly allowed: readonly string[];
  /** Stand-in providers are here: development and tests. */
  readonly hasSandbox: boolean;
}

/** What an account may be used for with payers. */
export function methodsOffered(
  { mode, methods }: { readonly mode: 'test' | 'live'; readonly methods: readonly ChargeMethod[] },
  { allowed, hasSandbox }: OfferFacts,
): ChargeMethod[] {
  if (mode === 'test') return hasSandbox ? [...methods] : [];
  return methods.filter((method) => allowed.includes(method));
}

export interface Wrong {
  readonly reason: CredentialRefusal;
  readonly field: string;
}

/** The first value that does not fit, without the value; null when all do. Exactly the fields named are given. */
export function wrongValue(fields: readonly ProviderField[], mode: 'test' | 'live', values: CredentialValues): Wrong | null {
  const unknown = Object.keys(values).find((name) => !fields.some((field) => field.name === name));
  if (unknown !== undefined) return { reason: 'field', field: '' };
  for (const { name, pattern } of fields) {
    const value = values[name] ?? '';
    if (pattern[mode].test(value)) continue;
    // What would be right in the other mode says so: test and live are kept apart (providers.md 10, 40).
    return { reason: pattern[mode === 'live' ? 'test' : 'live'].test(value) ? 'mode_mismatch' : 'field', field: name };
  }
  return null;
}
