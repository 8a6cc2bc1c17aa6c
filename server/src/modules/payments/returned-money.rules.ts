import type { PaymentMethod, PaymentState } from '@tsudoi/shared/contracts/payments/payment.contract';
import type { PaymentId } from '@tsudoi/shared/kernel/ids';
import { type Yen, minYen, negateYen, sumYen } from '@tsudoi/shared/kernel/yen';
import type * as z from 'zod';

interface LeavingPayment {
  readonly _id: PaymentId;
  readonly method: z.output<typeof PaymentMethod>;
  readonly state: PaymentState;
  readonly reversed: Yen;
}

/**
 * Of money that left a bill, what was given back: of each payment no more than is gone of it, since the rest lies on other
 * bills or came back. A waiver is no money, nor is what was reported and withdrawn, or entered by mistake (domain.md 4.2).
 * @param gone the reversing rows of the bill, below nothing
 */
export function givenBack<P extends LeavingPayment>(
  gone: readonly { readonly paymentId: PaymentId; readonly amount: Yen }[],
  payments: readonly P[],
): { readonly amount: Yen; readonly payments: readonly P[] } {
  const counted = payments
    .filter(({ method, state }) => method !== 'write_off' && state !== 'reversed')
    .map((payment) => {
      const left = negateYen(sumYen(gone.filter(({ paymentId }) => paymentId === payment._id).map(({ amount }) => amount)));
      return { payment, amount: minYen(left, payment.reversed) };
    })
    .filter(({ amount }) => amount > 0);
  return { amount: sumYen(counted.map(({ amount }) => amount)), payments: counted.map(({ payment }) => payment) };
}
