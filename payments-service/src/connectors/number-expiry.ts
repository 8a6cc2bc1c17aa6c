import type { ChargeRequest } from './connector.ts';

/**
 * For a provider that knows no number which ends with the day it is made on. Asked for on the last day of its bill it outlives that by
 * a day: refusing the payer would be worse, and late money is taken (provider case 9). What the payer is shown is the deadline that the
 * provider answers with, never the bill's.
 */
export function aDayAtLeast({ expiryDays }: Pick<ChargeRequest, 'expiryDays'>): number {
  return Math.max(1, expiryDays);
}
