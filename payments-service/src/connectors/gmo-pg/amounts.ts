import { type Yen, addYen, yen } from '@tsudoi/shared/kernel/yen';

/** Digits as the gateway writes them: no sign, no comma, no leading zero, at most ten. Anything else is not ours to guess at. */
const sum = /^(?:0|[1-9]\d{0,9})$/;

/** What the payer is charged: `Amount` and `Tax` together. Null where a part is no whole yen; a tax left out is none. */
export function billedSum(amount: string | undefined, tax: string | undefined): Yen | null {
  const written = [amount ?? '', tax === undefined || tax === '' ? '0' : tax];
  if (!written.every((part) => sum.test(part))) return null;
  return addYen(yen(Number(written[0])), yen(Number(written[1])));
}

/** A sum that stands alone, or null where it is no whole yen. */
export function wholeYen(text: string | undefined): Yen | null {
  return text !== undefined && sum.test(text) ? yen(Number(text)) : null;
}

export function requestAmount(amount: Yen): { readonly Amount: string; readonly Tax: string } {
  return { Amount: String(amount), Tax: '0' };
}
