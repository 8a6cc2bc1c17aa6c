type Shares = Readonly<Record<string, number | null>>;

/** The bills that get something. */
export function linesOf(shares: Shares): { billId: string; amount: number }[] {
  return Object.entries(shares).flatMap(([billId, amount]) => (amount === null || amount === 0 ? [] : [{ billId, amount }]));
}

/** What of a sum is left once the shares are taken; less than nothing where they are too much. */
export function restOf(amount: number, shares: Shares): number {
  return Object.values(shares).reduce<number>((rest, share) => rest - (share ?? 0), amount);
}
