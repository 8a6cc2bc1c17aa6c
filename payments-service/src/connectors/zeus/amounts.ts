import { type Yen, yen } from '@tsudoi/shared/kernel/yen';

/** `money`: whole yen in plain digits, else null. */
export function sumOf(text: string | undefined): Yen | null {
  return /^(?:0|[1-9]\d{0,6})$/.test(text ?? '') ? yen(Number(text)) : null;
}

export function requestAmount(amount: Yen): { readonly money: string } {
  return { money: String(amount) };
}
