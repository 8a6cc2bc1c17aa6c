import type { Yen } from '@tsudoi/shared/kernel/yen';

/**
 * Of a contract under which a provider charges a card by itself, on its own days. None is made by us (docs/decisions/0097).
 * `charged`: as it says, by a payment of its own; whether that is so, and for which order, its answer to our question tells.
 */
export type ContractWord =
  | { readonly word: 'charged'; readonly paymentId: string; readonly orderNumber: string | null; readonly amount: Yen | null }
  | { readonly word: 'charge_failed' | 'stopped' };
