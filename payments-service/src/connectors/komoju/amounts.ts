import { type Yen, yen } from '@tsudoi/shared/kernel/yen';

/** KOMOJU counts yen in whole yen. `amount` is before tax and `total` holds the payer's fee, so billed = amount + tax. */
export function billedSum(payment: { readonly amount: number; readonly tax?: number | null | undefined }): number {
  return payment.amount + (payment.tax ?? 0);
}

export function requestAmount(amount: Yen): { readonly amount: number; readonly tax: number } {
  return { amount, tax: 0 };
}

export function refundedSum(value: number | null | undefined): Yen | null {
  return value === null || value === undefined || !Number.isSafeInteger(value) ? null : yen(value);
}
