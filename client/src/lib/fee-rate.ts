import type { FeeRate } from '@tsudoi/shared/contracts/payments/fee.contract';
import { feeRateWords } from './i18n/fee-rate-words.ts';
import { figure } from './money.ts';
import { fill, useWords } from './words.ts';

/** A rate in words, without the part that is nothing. */
export function useRateText(): (rate: FeeRate) => string {
  const words = useWords(feeRateWords);
  return ({ basisPoints, fixed }) => {
    const values = { percent: String(basisPoints / 100), fixed: figure(fixed) };
    if (fixed === 0) return fill(words.percent, values);
    return fill(basisPoints === 0 ? words.fixed : words.both, values);
  };
}
