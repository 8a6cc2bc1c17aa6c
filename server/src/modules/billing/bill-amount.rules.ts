import type { AmountPart } from '@tsudoi/shared/contracts/billing/billing.contract';
import { type Yen, negateYen, sumYen, zeroYen } from '@tsudoi/shared/kernel/yen';

export interface AppliedAdjustment {
  readonly kind: 'permanent' | 'one_time';
  readonly amount: Yen;
  readonly reason: string;
}

export interface BillAmount {
  readonly amount: Yen;
  readonly parts: AmountPart[];
}

const labels = { permanent: '毎年の調整', one_time: '今回だけの調整' } as const;

/**
 * domain.md 5.1: fee plus permanent and unused one-time adjustments, never below zero; a negative rest is dropped, not
 * carried. The parts always add up to the amount.
 */
export function billAmount(fee: Yen, feeLabel: string, adjustments: readonly AppliedAdjustment[]): BillAmount {
  const parts: AmountPart[] = [{ kind: 'fee', label: feeLabel, amount: fee, note: '' }];
  for (const kind of ['permanent', 'one_time'] as const) {
    for (const adjustment of adjustments) {
      if (adjustment.kind !== kind) continue;
      parts.push({ kind: `${kind}_adjustment`, label: labels[kind], amount: adjustment.amount, note: adjustment.reason });
    }
  }
  const sum = sumYen(parts.map((part) => part.amount));
  if (sum >= 0) return { amount: sum, parts };
  parts.push({ kind: 'floor_at_zero', label: '0円を下回る分の切り捨て', amount: negateYen(sum), note: '' });
  return { amount: zeroYen, parts };
}

/**
 * The same bill without some of its one-time adjustments, which another bill has used up since. `kept` says for each of
 * them, in the order of the parts, whether it still counts.
 */
export function repricedAmount(parts: readonly AmountPart[], kept: readonly boolean[]): BillAmount {
  const fee = parts.find((part) => part.kind === 'fee');
  if (!fee) throw new RangeError('a bill without a fee has nothing to adjust');
  const adjustments: AppliedAdjustment[] = [];
  let place = 0;
  for (const part of parts) {
    if (part.kind === 'permanent_adjustment') adjustments.push({ kind: 'permanent', amount: part.amount, reason: part.note });
    if (part.kind === 'one_time_adjustment' && kept[place++])
      adjustments.push({ kind: 'one_time', amount: part.amount, reason: part.note });
  }
  return billAmount(fee.amount, fee.label, adjustments);
}
