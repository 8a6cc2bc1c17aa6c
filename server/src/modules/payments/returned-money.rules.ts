import type { PaymentMethod, PaymentState } from '@tsudoi/shared/contracts/payments/payment.contract';
import type { PaymentId } from '@tsudoi/shared/kernel/ids';
import { type Yen, minYen, negateYen, subtractYen } from '@tsudoi/shared/kernel/yen';
import type * as z from 'zod';

interface LeavingPayment {
  readonly _id: PaymentId;
  readonly method: z.output<typeof PaymentMethod>;
  readonly state: PaymentState;
  readonly reversed: Yen;
}

interface GoneRow {
  readonly paymentId: PaymentId;
  readonly amount: Yen;
  /** When it left the bill, and since when it had lain there. */
  readonly at: Date;
  readonly cameAt: Date;
}

/**
 * Of money that left a bill, what was given back: of each payment no more than is gone of it, since the rest lies on other
 * bills or came back. A waiver is no money, nor is what was reported and withdrawn, or entered by mistake (domain.md 4.2).
 * @param gone the reversing rows of the bill, below nothing
 */
export function givenBack<P extends LeavingPayment>(
  gone: readonly GoneRow[],
  payments: readonly P[],
): { readonly payment: P; readonly amount: Yen; readonly cameAt: Date; readonly leftAt: Date }[] {
  const counted = payments.filter(({ method, state }) => method !== 'write_off' && state !== 'reversed');
  const latestFirst = gone.toSorted((left, right) => right.at.getTime() - left.at.getTime());
  return counted.flatMap((payment) => {
    let rest = payment.reversed;
    return latestFirst
      .filter(({ paymentId }) => paymentId === payment._id)
      .map(({ amount: left, at, cameAt }) => {
        const amount = minYen(negateYen(left), rest);
        rest = subtractYen(rest, amount);
        return { payment, amount, cameAt, leftAt: at };
      })
      .filter(({ amount }) => amount > 0);
  });
}
