import { type Yen, yen } from '@tsudoi/shared/kernel/yen';

/**
 * KOMOJU counts yen in whole yen. `amount` is before tax and `total` holds the payer's fee, so billed = amount + tax.
 * Null where a part is no whole yen: such a sum is not ours to round, it is held for people.
 */
export function billedSum(payment: { readonly amount: number; readonly tax?: number | null | undefined }): Yen | null {
  const tax = payment.tax ?? 0;
  const billed = payment.amount + tax;
  return [payment.amount, tax, billed].every(Number.isSafeInteger) ? yen(billed) : null;
}

export function requestAmount(amount: Yen): { readonly amount: number; readonly tax: number } {
  return { amount, tax: 0 };
}

export function refundedSum(value: number | null | undefined): Yen | null {
  return value === null || value === undefined || !Number.isSafeInteger(value) ? null : yen(value);
}
