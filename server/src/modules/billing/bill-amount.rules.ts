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

/** What was dropped below zero comes back first, unless the bill was put to a sum after it: that sum holds. */
function withoutDropped(parts: readonly AmountPart[]): readonly AmountPart[] {
  return parts.at(-1)?.kind === 'floor_at_zero' ? parts.slice(0, -1) : parts;
}

/** 請求調整額: a bill with one more part of its own, and the reason for it (ADJ-02). */
export function withBillAdjustment(parts: readonly AmountPart[], amount: Yen, reason: string): BillAmount {
  return floored([...withoutDropped(parts), { kind: 'bill_adjustment', label: '請求の調整', amount, note: reason }]);
}

/**
 * The same bill without some of its one-time adjustments, which another bill has used up since. `kept` says for each of
 * them, in the order of the parts, whether it still counts.
 */
export function repricedAmount(parts: readonly AmountPart[], kept: readonly boolean[]): BillAmount {
  let place = 0;
  return floored(withoutDropped(parts).filter(({ kind }) => kind !== 'one_time_adjustment' || kept[place++] === true));
}
