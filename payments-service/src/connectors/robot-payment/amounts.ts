import { type Yen, addYen, yen } from '@tsudoi/shared/kernel/yen';

const sum = /^(?:0|[1-9]\d{0,6})$/;

/** `ta`, which has to be the sum of `am`, `tx` and `sf`; null where a part is no whole yen or the sum is another. */
export function totalOf({ am, tx, sf, ta }: Readonly<Partial<Record<'am' | 'tx' | 'sf' | 'ta', string>>>): Yen | null {
  const parts = [am ?? '', tx || '0', sf || '0', ta ?? ''];
  if (!parts.every((part) => sum.test(part))) return null;
  const [items, tax, shipping, total] = parts.map((part) => yen(Number(part))) as [Yen, Yen, Yen, Yen];
  return addYen(items, tax, shipping) === total ? total : null;
}

export function requestAmount(amount: Yen): { readonly am: string; readonly tx: string; readonly sf: string } {
  return { am: String(amount), tx: '0', sf: '0' };
}
