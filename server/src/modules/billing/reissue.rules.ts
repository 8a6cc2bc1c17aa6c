import type { AmountPart } from '@tsudoi/shared/contracts/billing/billing.contract';
import { type Yen, subtractYen, sumYen } from '@tsudoi/shared/kernel/yen';
import type { BillAmount } from './bill-amount.rules.ts';

/** The parts of a bill that is to ask for another amount: what it was made of, and 請求調整額 as the difference. */
export function correctedAmount(parts: readonly AmountPart[], amount: Yen): BillAmount {
  const difference = subtractYen(amount, sumYen(parts.map((part) => part.amount)));
  return { amount, parts: [...parts, { kind: 'bill_adjustment', label: '請求の調整', amount: difference, note: '' }] };
}
