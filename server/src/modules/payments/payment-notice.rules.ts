import type { BillId, PaymentId } from '@tsudoi/shared/kernel/ids';
import { type Yen, formatYenFigure } from '@tsudoi/shared/kernel/yen';

export interface PaidPart {
  readonly billName: string;
  /** Of the payment, on this bill. */
  readonly amount: Yen;
  /** What the bill still asks for. */
  readonly left: Yen;
}

/**
 * What money was for, line by line, so that the parts are the sum that stands below them: a bill that took all of it and asks
 * for no more is its name, else every bill has its part, and what lies on none is named too. `apart`: yen on no bill.
 */
export function partLines(parts: readonly PaidPart[], apart: Yen): string[] {
  const [first] = parts;
  if (first && parts.length === 1 && first.left === 0 && apart === 0) return [first.billName];
  const lines = parts.map(({ billName, amount, left }) => {
    const rest = left === 0 ? '' : `（残り ${formatYenFigure(left)}円）`;
    return `${billName}　${formatYenFigure(amount)}円${rest}`;
  });
  return apart === 0 ? lines : [...lines, `前受としてお預かり　${formatYenFigure(apart)}円`];
}

/** One mail says that a payment has come: to whoever paid it, and with a bill to the member for whom somebody else paid that. */
export const receiptKey = (paymentId: PaymentId, billId?: BillId): string => ['receipt', paymentId, ...(billId ? [billId] : [])].join(':');
