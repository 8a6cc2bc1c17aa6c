import type { BillId } from '@tsudoi/shared/kernel/ids';
import { type Yen, minYen, negateYen, subtractYen } from '@tsudoi/shared/kernel/yen';
import type { AllocationDocument, MoneyReturn, PaymentDocument } from './payment.repository.ts';

type Row = Pick<AllocationDocument, '_id' | 'billId' | 'amount' | 'reverses' | 'at'>;
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
}

/**
 * Of one payment, what was given back and which bills it had left last: each yen once, however often it was moved before. What was
 * put on another bill meanwhile is that bill's, and what came back is no return. A waiver is no money, nor is what was reported
 * and withdrawn, or entered by mistake (domain.md 4.2).
 * @param rows all allocations of the payment
 */
export function givenBack({ method, state, returns = [] }: LeavingPayment, rows: readonly Row[]): Returned[] {
  if (method === 'write_off' || state === 'reversed') return [];
  // Money that has lain on a bill and lies on none, and money that went, each the latest first.
  let free: readonly Part[] = [];
  let gone: readonly Part[] = [];
  for (const { row, back } of inOrder(rows, returns)) {
    if (row?.left) free = [row.left, ...free];
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
  return gone.map(({ causedBy: _causedBy, ...part }) => part);
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

type Step =
  | { readonly row: { readonly billId: BillId; readonly amount: Yen; readonly left: Part | null }; readonly back: null }
  | { readonly row: null; readonly back: Return };

/**
 * What happened to a payment, oldest first. Of one moment an act takes off what lay there before, then puts on; what goes at
 * once again follows, and last what left or came back to the payment itself.
 */
function inOrder(rows: readonly Row[], returns: readonly Return[]): Step[] {
  const came = new Map(rows.map(({ _id, at }) => [_id, at]));
  const rowSteps = rows.map(({ billId, amount, reverses, at }) => {
    if (reverses === null) return { at, rank: 1, row: { billId, amount, left: null }, back: null };
    const cameAt = came.get(reverses) ?? at;
    const left: Part = { billId, amount: negateYen(amount), cameAt, leftAt: at, causedBy: '' };
    return { at, rank: cameAt < at ? 0 : 2, row: { billId, amount, left }, back: null };
  });
  const backSteps = returns.map((back) => ({ at: back.at, rank: 3, row: null, back }));
  return [...rowSteps, ...backSteps].toSorted((left, right) => left.at.getTime() - right.at.getTime() || left.rank - right.rank);
}
