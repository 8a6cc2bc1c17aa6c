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
 * domain.md 5.1: the parts of the fee plus permanent and unused one-time adjustments, never below zero; a negative rest is
 * dropped, not carried. Adjustments are never prorated. The parts always add up to the amount.
 */
export function adjustedAmount(base: readonly AmountPart[], adjustments: readonly AppliedAdjustment[]): BillAmount {
  const parts = [...base];
  for (const kind of ['permanent', 'one_time'] as const) {
    for (const adjustment of adjustments) {
      if (adjustment.kind !== kind) continue;
      parts.push({ kind: `${kind}_adjustment`, label: labels[kind], amount: adjustment.amount, note: adjustment.reason });
    }
  }
  return floored(parts);
}

function floored(parts: AmountPart[]): BillAmount {
  const sum = sumYen(parts.map((part) => part.amount));
  if (sum >= 0) return { amount: sum, parts };
  parts.push({ kind: 'floor_at_zero', label: '0円を下回る分の切り捨て', amount: negateYen(sum), note: '' });
  return { amount: zeroYen, parts };
}

/** The same for a fee that is one sum. */
export function billAmount(fee: Yen, feeLabel: string, adjustments: readonly AppliedAdjustment[]): BillAmount {
  return adjustedAmount([{ kind: 'fee', label: feeLabel, amount: fee, note: '' }], adjustments);
}

/** 請求調整額: a bill with one more part of its own, and the reason for it (ADJ-02). */
export function withBillAdjustment(parts: readonly AmountPart[], amount: Yen, reason: string): BillAmount {
  const kept = parts.filter((part) => part.kind !== 'floor_at_zero');
  return floored([...kept, { kind: 'bill_adjustment', label: '請求の調整', amount, note: reason }]);
}

/**
 * The same bill without some of its one-time adjustments, which another bill has used up since. `kept` says for each of
 * them, in the order of the parts, whether it still counts.
 */
export function repricedAmount(parts: readonly AmountPart[], kept: readonly boolean[]): BillAmount {
  let place = 0;
  const counts = ({ kind }: AmountPart) => kind !== 'floor_at_zero' && (kind !== 'one_time_adjustment' || kept[place++] === true);
  return floored(parts.filter(counts));
}
