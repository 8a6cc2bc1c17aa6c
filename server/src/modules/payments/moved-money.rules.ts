import type { BillId, MemberId } from '@tsudoi/shared/kernel/ids';
import type { Yen } from '@tsudoi/shared/kernel/yen';
import type { PaymentDocument } from './payment.repository.ts';
import type { TaskDraft } from './task.repository.ts';

interface Moved {
  readonly amount: Yen;
  /** Where the money lies now. */
  readonly billId: BillId;
  readonly memberId: MemberId;
  /** The number that the provider knows that bill by; '' where it was never asked for online. */
  readonly otherPaymentNumber: string;
}

/** What the office has to tell a provider that knows the money by the number of another bill (PAY-11). */
export function movedMoney(
  { paymentNumber, provider, chargeId }: Pick<PaymentDocument, 'paymentNumber' | 'provider' | 'chargeId'>,
  { amount, billId, memberId, otherPaymentNumber }: Moved,
): Omit<TaskDraft, 'cause' | 'raisedAt'> {
  return {
    kind: 'moved_money',
    reason: 'moved_money',
    expected: null,
    received: amount,
    paymentNumber,
    otherPaymentNumber,
    provider,
    chargeId,
    billId,
    memberId,
  };
}

/** What a provider was told and is so no more: the numbers are said the other way round. */
export function movedBack<T extends Pick<TaskDraft, 'paymentNumber' | 'otherPaymentNumber' | 'billId'>>(told: T, billId: BillId): T {
  return { ...told, paymentNumber: told.otherPaymentNumber ?? '', otherPaymentNumber: told.paymentNumber, billId };
}
