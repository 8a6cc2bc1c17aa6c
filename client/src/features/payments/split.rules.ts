import type { BillId } from '@tsudoi/shared/kernel/ids';

/** The bills that get something; a share stands under the id of its bill. */
export function linesOf<Amount extends number>(shares: Readonly<Record<string, Amount | null>>): { billId: BillId; amount: Amount }[] {
  return Object.entries(shares).flatMap(([billId, amount]) =>
    amount === null || amount === 0 ? [] : [{ billId: billId as BillId, amount }],
  );
}

/** What of a sum is left once the shares are taken, as they stand in their boxes; less than nothing where they are too much. */
export function restOf(amount: number, shares: Readonly<Record<string, unknown>>): number {
  return Object.values(shares).reduce<number>((rest, share) => rest - (typeof share === 'number' ? share : 0), amount);
}
