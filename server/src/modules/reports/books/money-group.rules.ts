import { type JstDate, jstDateOf } from '@tsudoi/shared/kernel/jst';
import { type Yen, addYen, maxYen, minYen, subtractYen, sumYen, zeroYen } from '@tsudoi/shared/kernel/yen';
import type { BillDocument } from '../../billing/billing.public.ts';
import type { AllocationDocument, PaymentDocument } from '../../payments/payments.public.ts';

type Row = Pick<AllocationDocument, '_id' | 'paymentId' | 'billId' | 'amount' | 'reverses' | 'at' | 'causedBy'>;
type Paid = Pick<PaymentDocument, '_id' | 'method' | 'chargeId' | 'sourceId' | 'received' | 'receivedAt' | 'returns'>;
type Changing = Pick<BillDocument, 'amount' | 'lines' | 'amendments'>;

/** What happened to one payment in one act: money that came or went, and what was put on bills or taken off. */
export interface MoneyGroup {
  /** The same for ever, whatever happens later. */
  readonly key: string;
  readonly on: JstDate;
  readonly method: PaymentDocument['method'];
  readonly moneyIn: Yen;
  readonly moneyOut: Yen;
}

/** What such an act did to one bill. */
export interface BillShare {
  /** How much of what the bill asks for was paid before and after each step; what is beyond it is not the bill's. */
  readonly steps: readonly { readonly at: Date; readonly before: Yen; readonly after: Yen }[];
  /** All steps together. */
  readonly asked: Yen;
}

/** The rows with which a payment came: they carry what made it. */
const cameWith = (payment: Pick<Paid, 'chargeId' | 'sourceId'>, row: Row): boolean =>
  row.reverses === null && row.causedBy === (payment.chargeId ?? payment.sourceId);

/** A correction takes money off and puts it on in two steps that are one act; everything else is of one moment. */
const actKey = (paymentId: string, causedBy: string, at: Date): string =>
  causedBy.startsWith('correction:') ? `${paymentId}:${causedBy}` : `${paymentId}:${causedBy}@${at.getTime()}`;

export function groupKeyOf(payment: Pick<Paid, '_id' | 'chargeId' | 'sourceId'>, row: Row): string {
  return cameWith(payment, row) ? `${payment._id}:in` : actKey(payment._id, row.causedBy, row.at);
}

/** All acts on a payment, the first of which is that it came. */
export function groupsOfPayment(payment: Paid, rows: readonly Row[]): MoneyGroup[] {
  const groups = new Map<string, MoneyGroup>();
  const { method } = payment;
  const none = { method, moneyIn: zeroYen, moneyOut: zeroYen };
  const first = `${payment._id}:in`;
  groups.set(first, { ...none, key: first, on: jstDateOf(payment.receivedAt), moneyIn: payment.received });
  for (const row of rows) {
    const key = groupKeyOf(payment, row);
    const known = groups.get(key);
    const on = jstDateOf(row.at);
    if (!known) groups.set(key, { ...none, key, on });
    else if (key !== first && on > known.on) groups.set(key, { ...known, on });
  }
  for (const { at, on, amount, method: way, causedBy } of payment.returns ?? []) {
    const key = actKey(payment._id, causedBy, at);
    const known = groups.get(key) ?? { ...none, key, on };
    groups.set(key, { ...known, on, method: way, moneyOut: addYen(known.moneyOut, amount) });
  }
  return [...groups.values()];
}

const after = (bill: Changing, at: Date) => (bill.amendments ?? []).filter((amendment) => amendment.at > at);

/** What a bill was made of at a moment. */
export function linesAt(bill: Changing, at: Date): BillDocument['lines'] {
  return bill.lines.slice(0, bill.lines.length - after(bill, at).reduce((count, { lines }) => count + lines.length, 0));
}

function amountAt(bill: Changing, at: Date): Yen {
  return subtractYen(bill.amount, sumYen(after(bill, at).flatMap(({ lines }) => lines.map(({ amount }) => amount))));
}

/**
 * What each act did to a bill, in the order in which it was recorded: nothing that comes later, not even with an earlier
 * date, changes what an act did. `earlier`: what the same money pays first.
 */
export function sharesOfBill(
  bill: Changing,
  rows: readonly { readonly row: Row; readonly key: string }[],
  earlier: readonly Changing[] = [],
): Map<string, BillShare> {
  const ordered = rows.toSorted(
    (left, right) =>
      left.row.at.getTime() - right.row.at.getTime() ||
      Number(left.row.reverses !== null) - Number(right.row.reverses !== null) ||
      (left.key < right.key ? -1 : left.key > right.key ? 1 : 0),
  );
  const shares = new Map<string, BillShare>();
  let paid = zeroYen;
  for (const { row, key } of ordered) {
    const asked = amountAt(bill, row.at);
    const first = sumYen(earlier.map((one) => amountAt(one, row.at)));
    const within = (sum: Yen) => maxYen(zeroYen, minYen(subtractYen(sum, first), asked));
    const before = within(paid);
    paid = addYen(paid, row.amount);
    const known = shares.get(key) ?? { steps: [], asked: zeroYen };
    const step = { at: row.at, before, after: within(paid) };
    shares.set(key, { steps: [...known.steps, step], asked: addYen(known.asked, subtractYen(step.after, before)) });
  }
  return shares;
}
