import { zeroYen } from '@tsudoi/shared/kernel/yen';
import type { PayloadOf } from '@tsudoi/shared/queue/define-message';
import type { chargeChanged } from '@tsudoi/shared/queue/payments.messages';
import type { Ledger } from './ledger.service.ts';
import { captureFailed } from './task.repository.ts';

/** A card that showed as 入金済(見込) was not charged after all: the bill is open again, and the office hears of it (PAY-07, case 55). */
export function alertOfLapse(
  ledger: Ledger,
  { chargeId, paymentNumber, provider, memberId, lines }: PayloadOf<typeof chargeChanged>,
): void {
  for (const { payableId, amount } of lines)
    ledger.task({
      cause: `capture:${chargeId}:${payableId}`,
      kind: 'discrepancy',
      reason: captureFailed,
      expected: amount,
      received: zeroYen,
      paymentNumber,
      provider,
      chargeId,
      billId: payableId,
      memberId,
    });
}
