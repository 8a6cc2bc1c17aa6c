import { type Yen, addYen, minYen, subtractYen, sumYen, zeroYen } from '@tsudoi/shared/kernel/yen';
import { splitReversal } from './posting.rules.ts';

/** Payments, where their money lies in the order in which it was put there, and the bills that it lies on. */
export interface Holdings<P, R, B> {
  readonly payments: readonly P[];
  readonly live: readonly { readonly row: R; readonly left: Yen }[];
  readonly bills: readonly B[];
}

/**
 * The same as if everything that is promised to refunds had gone back already, by the order in which money is taken back.
 * What no bill asks for then is free to be used.
 */
export function withoutPromised<
  P extends { readonly _id: string; readonly unallocated: Yen },
  R extends { readonly paymentId: string; readonly billId: string },
  B extends { readonly _id: string; readonly allocated: Yen },
>({ payments, live, bills }: Holdings<P, R, B>, promisedOf: (payment: P) => Yen, surplusOf: (bill: B) => Yen): Holdings<P, R, B> {
  const now = new Map(bills.map((bill) => [bill._id, bill]));
  const taken = new Map<R, Yen>();
  const left = payments.map((payment) => {
    const own = live.filter(({ row }) => row.paymentId === payment._id);
    // Read one after the other, the sums may not fit for a moment.
    const here = addYen(payment.unallocated, sumYen(own.map(({ left: amount }) => amount)));
    const { fromUnallocated, fromAllocations } = splitReversal(
      minYen(promisedOf(payment), here),
      payment.unallocated,
      own.map(({ row, left: amount }) => ({ key: row, billId: row.billId, amount })),
      (billId) => surplusOf(now.get(billId)!),
    );
    for (const { key, amount } of fromAllocations) {
      const bill = now.get(key.billId)!;
      now.set(bill._id, { ...bill, allocated: subtractYen(bill.allocated, amount) });
      taken.set(key, amount);
    }
    return { ...payment, unallocated: subtractYen(payment.unallocated, fromUnallocated) };
  });
  return {
    payments: left,
    live: live.map(({ row, left: amount }) => ({ row, left: subtractYen(amount, taken.get(row) ?? zeroYen) })),
    bills: [...now.values()],
  };
}
