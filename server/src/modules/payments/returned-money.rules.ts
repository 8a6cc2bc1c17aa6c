import type { AllocationId, BillId } from '@tsudoi/shared/kernel/ids';
import { type Yen, addYen, maxYen, minYen, negateYen, subtractYen, zeroYen } from '@tsudoi/shared/kernel/yen';
import type { AllocationDocument, MoneyReturn, PaymentDocument } from './payment.repository.ts';

type Row = Pick<AllocationDocument, '_id' | 'billId' | 'amount' | 'reverses' | 'at' | 'causedBy'>;
type Return = Pick<MoneyReturn, 'at' | 'amount' | 'causedBy'>;
type LeavingPayment = Pick<PaymentDocument, 'method' | 'state'> & { readonly returns?: readonly Return[] };

/** A part of a payment that was given back: off which bill, and when it had been put there and left it. */
interface Returned {
  readonly billId: BillId;
  readonly amount: Yen;
  readonly cameAt: Date;
  readonly leftAt: Date;
}

interface Part extends Returned {
  /** What gave it back; '' while it is here. */
  readonly causedBy: string;
  /** It lay on the bill above what that asked for, so that nothing of the bill went with it. */
  readonly isSurplus: boolean;
}

/**
 * Of one payment, what was given back and which bills it had left last: each yen once, however often it was moved before. What was
 * put on another bill meanwhile is that bill's, and what came back is no return. A waiver is no money, nor is what was reported
 * and withdrawn, or entered by mistake (domain.md 4.2).
 * @param rows all allocations of the payment
 * @param surplus of rows that left a bill, as `surplusOf` has it
 */
export function givenBack(
  { method, state, returns = [] }: LeavingPayment,
  rows: readonly Row[],
  surplus: ReadonlyMap<AllocationId, Yen> = new Map(),
): Returned[] {
  if (method === 'write_off' || state === 'reversed') return [];
  // Money that has lain on a bill and lies on none, and money that went, each the latest first.
  let free: readonly Part[] = [];
  let gone: readonly Part[] = [];
  for (const { row, back, cameAt } of inOrder(rows, returns)) {
    if (row?.reverses) free = [...partsOf(row, cameAt, surplus.get(row._id) ?? zeroYen), ...free];
    else if (row) free = take(free, row.amount, ({ billId }) => billId === row.billId).kept;
    else if (back.amount > 0) {
      const { taken, kept } = take(free, back.amount, () => false);
      free = kept;
      gone = [...taken.map((part) => ({ ...part, causedBy: back.causedBy })), ...gone];
    } else {
      const { taken, kept } = take(gone, negateYen(back.amount), ({ causedBy }) => isOfCause(back, causedBy));
      gone = kept;
      free = [...taken, ...free];
    }
  }
  return gone.flatMap(({ causedBy: _causedBy, isSurplus, ...part }) => (isSurplus ? [] : [part]));
}

/**
 * Of each row that left a bill, what the bill did not ask for: it was a credit and never the bill's, so that what it asked for is
 * still paid (domain.md 3.6, case 47).
 * @param rows all allocations of the bill, a waived shortage too
 */
export function surplusOf(asked: Yen, rows: readonly Row[]): Map<AllocationId, Yen> {
  const surplus = new Map<AllocationId, Yen>();
  let lies = zeroYen;
  for (const { row } of inOrder(rows, [])) {
    if (!row) continue;
    if (row.reverses) surplus.set(row._id, minYen(negateYen(row.amount), maxYen(zeroYen, subtractYen(lies, asked))));
    lies = addYen(lies, row.amount);
  }
  return surplus;
}

/** What left a bill with a row: the surplus first. */
function partsOf({ billId, amount, at }: Row, cameAt: Date, surplus: Yen): Part[] {
  const part = { billId, cameAt, leftAt: at, causedBy: '' };
  const own = subtractYen(negateYen(amount), surplus);
  const parts = [
    { ...part, amount: surplus, isSurplus: true },
    { ...part, amount: own, isSurplus: false },
  ];
  return parts.filter((one) => one.amount > 0);
}

/** A transfer that a bank sent back has the cause of its refund, what a provider gives again that of its charge (`back:<charge>#<n>`). */
const isOfCause = (back: Return, causedBy: string): boolean => back.causedBy === causedBy || back.causedBy.startsWith(`back:${causedBy}#`);

/** Of the parts so much of a sum as they hold, those that go first before the others; the order of both stays. */
function take(parts: readonly Part[], sum: Yen, goesFirst: (part: Part) => boolean): { readonly taken: Part[]; readonly kept: Part[] } {
  let rest = sum;
  const share = new Map<Part, Yen>();
  for (const part of [...parts.filter(goesFirst), ...parts.filter((other) => !goesFirst(other))]) {
    share.set(part, minYen(rest, part.amount));
    rest = subtractYen(rest, share.get(part)!);
  }
  const some = (amountOf: (part: Part) => Yen): Part[] =>
    parts.map((part) => ({ ...part, amount: amountOf(part) })).filter(({ amount }) => amount > 0);
  return { taken: some((part) => share.get(part)!), kept: some((part) => subtractYen(part.amount, share.get(part)!)) };
}

/** `cameAt`: when what a row takes off had been put on. */
type Step =
  | { readonly row: Row; readonly cameAt: Date; readonly back: null }
  | { readonly row: null; readonly cameAt: null; readonly back: Return };

/**
 * What happened to a payment or a bill, oldest first. Of one moment an act takes off what lay there before, the newest first, then
 * puts on; what goes at once again follows, and what left or came back to the payment itself; last what is put on since it came.
 */
function inOrder(rows: readonly Row[], returns: readonly Return[]): Step[] {
  const put = new Map(rows.map((row) => [row._id, row]));
  const cameBack = new Set(returns.filter(({ amount }) => amount < 0).map(({ causedBy }) => causedBy));
  const rankOf = ({ reverses, at, causedBy }: Row): number => {
    if (reverses === null) return cameBack.has(causedBy) ? 4 : 1;
    const from = put.get(reverses);
    return from && from.at.getTime() === at.getTime() ? rankOf(from) + 1 : 0;
  };
  const rowSteps = rows
    .map((row) => {
      const from = row.reverses === null ? undefined : put.get(row.reverses);
      return { at: row.at, rank: rankOf(row), row, cameAt: from?.at ?? row.at, back: null };
    })
    .toSorted((left, right) => right.cameAt.getTime() - left.cameAt.getTime());
  const backSteps = returns.map((back) => ({ at: back.at, rank: 3, row: null, cameAt: null, back }));
  return [...rowSteps, ...backSteps].toSorted((left, right) => left.at.getTime() - right.at.getTime() || left.rank - right.rank);
}
