import { type Yen, minYen, subtractYen, sumYen, zeroYen } from '@tsudoi/shared/kernel/yen';

interface Asking {
  readonly dueOn: string;
  readonly fiscalYear: number;
  readonly billNumber: string;
}

/** domain.md 5.6: the earliest due day first (so what is due comes before what is not), then fiscal year, then number. */
export function inAllocationOrder<B extends Asking>(bills: readonly B[]): B[] {
  return bills.toSorted(compareAsking);
}

function compareAsking(left: Asking, right: Asking): number {
  return left.dueOn.localeCompare(right.dueOn) || left.fiscalYear - right.fiscalYear || left.billNumber.localeCompare(right.billNumber);
}

/**
 * Live allocations in the order in which money was used: earlier first and, of one moment, as their bills are filled. What
 * is taken back goes the other way, so that of several years in one payment it is always the same one that reopens.
 */
export function inOrderOfUse<L extends { readonly row: { readonly at: Date; readonly billId: string } }>(
  live: readonly L[],
  billOf: (billId: L['row']['billId']) => Asking | null,
): L[] {
  return live.toSorted((left, right) => {
    const [before, after] = [billOf(left.row.billId), billOf(right.row.billId)];
    return left.row.at.getTime() - right.row.at.getTime() || (before && after ? compareAsking(before, after) : 0);
  });
}

export interface Share<B> {
  readonly bill: B;
  readonly amount: Yen;
}

/** Fills the bills in that order; what none of them asks for stays in advance. */
export function suggestSplit<B extends Asking & { readonly outstanding: Yen }>(
  bills: readonly B[],
  amount: Yen,
): { readonly shares: Share<B>[]; readonly advance: Yen } {
  let rest = amount;
  const shares = inAllocationOrder(bills).map((bill) => {
    const share = minYen(rest, bill.outstanding);
    rest = subtractYen(rest, share);
    return { bill, amount: share };
  });
  return { shares, advance: rest };
}

export type SplitFault = 'SPLIT_MISMATCH' | 'ALLOCATION_EXCEEDS_BILL' | 'INVALID_INPUT';

/** What is wrong with a split by hand (PAY-14): its parts are the receipt to the last yen, and no bill is named twice or gets too much. */
export function splitFault(
  amount: Yen,
  lines: readonly { readonly billId: string; readonly amount: Yen }[],
  advance: Yen,
  outstandingOf: (billId: string) => Yen,
): SplitFault | null {
  if (new Set(lines.map(({ billId }) => billId)).size !== lines.length) return 'INVALID_INPUT';
  if (sumYen([...lines.map((line) => line.amount), advance]) !== amount) return 'SPLIT_MISMATCH';
  return lines.some((line) => line.amount > outstandingOf(line.billId)) ? 'ALLOCATION_EXCEEDS_BILL' : null;
}

export interface Holding<P> {
  readonly payment: P;
  readonly held: Yen;
}

interface Received {
  readonly receivedAt: Date;
  readonly _id: string;
}

interface HeldShare<P> {
  readonly payment: P;
  readonly amount: Yen;
}

function newestFirst({ payment: left }: Holding<Received>, { payment: right }: Holding<Received>): number {
  return right.receivedAt.getTime() - left.receivedAt.getTime() || (left._id < right._id ? 1 : -1);
}

function takeInOrder<P>(sum: Yen, holdings: readonly Holding<P>[]): HeldShare<P>[] {
  let rest = sum;
  return holdings.flatMap(({ payment, held }) => {
    const amount = minYen(rest, held);
    rest = subtractYen(rest, amount);
    return amount > zeroYen ? [{ payment, amount }] : [];
  });
}

/** Whose money the surplus of a bill is: the newest that came, since what came first was asked for. */
export function surplusShares<P extends Received>(surplus: Yen, holdings: readonly Holding<P>[]): HeldShare<P>[] {
  return takeInOrder(surplus, holdings.toSorted(newestFirst));
}

/** The other side of it: whose money pays what the bill asks for, oldest first. */
export function payingShares<P extends Received>(asked: Yen, holdings: readonly Holding<P>[]): HeldShare<P>[] {
  return takeInOrder(
    asked,
    holdings.toSorted((left, right) => newestFirst(right, left)),
  );
}
