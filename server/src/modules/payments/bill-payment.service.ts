import type { BillPayment } from '@tsudoi/shared/contracts/billing/billing.contract';
import type { BillId } from '@tsudoi/shared/kernel/ids';
import { sumYen } from '@tsudoi/shared/kernel/yen';
import type * as z from 'zod';
import type { MemberActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import { ownBill } from '../billing/billing.public.ts';
import { allocationsOfBill, findPayments } from './payment.repository.ts';

/** The money that lies on the member's own bill, newest first, with what of each payment went to it. */
export async function paymentsOfBill(
  platform: Platform,
  { scope, memberId }: Pick<MemberActor, 'scope' | 'memberId'>,
  billId: BillId,
): Promise<z.output<typeof BillPayment>[]> {
  const db = platform.databases.server;
  const bill = await ownBill(platform, scope, memberId, billId);
  const allocations = await allocationsOfBill(db, scope, bill._id);
  const payments = await findPayments(db, scope, [...new Set(allocations.map((row) => row.paymentId))]);
  return payments
    .map((payment) => ({ payment, amount: sumYen(allocations.filter((row) => row.paymentId === payment._id).map((row) => row.amount)) }))
    .filter(({ payment, amount }) => amount > 0 && payment.method !== 'write_off')
    .toSorted((left, right) => right.payment.receivedAt.getTime() - left.payment.receivedAt.getTime())
    .map(({ payment, amount }) => ({
      paymentId: payment._id,
      method: payment.method,
      amount,
      state: payment.state,
      receivedAt: payment.receivedAt.toISOString(),
      paymentNumber: payment.paymentNumber,
      payerName: payment.payLinkId ? payment.memberName : null,
    }));
}
