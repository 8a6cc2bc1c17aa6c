import { type Yen, yen } from '@tsudoi/shared/kernel/yen';

/** Stripe counts in the currency's smallest unit, and the yen has none below it: what it names is whole yen, or not ours to round. */
export function yenOf(value: number | null | undefined): Yen | null {
  return value === null || value === undefined || !Number.isSafeInteger(value) ? null : yen(value);
}

/** The same for a request: written out, never as 1e7. */
export function requestAmount(amount: Yen): string {
  return String(amount);
}
