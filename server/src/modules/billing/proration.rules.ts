import type { ProrationPolicy } from '@tsudoi/shared/contracts/billing/billing-item.contract';
import { type DateRange, type JstDate, addDays, addMonths, daysBetween, monthOf, firstDayOfMonth } from '@tsudoi/shared/kernel/jst';
import { type Yen, fractionOfYen } from '@tsudoi/shared/kernel/yen';

/** The share of a fee that is asked for. */
export interface Share {
  readonly of: number;
  readonly from: number;
}

const whole: Share = { of: 1, from: 1 };

function monthsBetween(from: JstDate, to: JstDate): number {
  return (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(to.slice(5, 7)) - Number(from.slice(5, 7));
}

/**
 * domain.md 5.2: what part of the fee of `period` somebody pays who comes in on `startsOn`; that day and its month count.
 * Whoever was there before the period, or comes after it, is not prorated.
 */
export function shareOf(policy: ProrationPolicy, startsOn: JstDate, period: DateRange): Share {
  if (startsOn <= period.from || startsOn > period.to) return whole;
  const month = monthsBetween(period.from, startsOn);
  switch (policy) {
    case 'none':
      return whole;
    case 'half_second_half':
      return month >= 6 ? { of: 1, from: 2 } : whole;
    case 'quarterly':
      return { of: 4 - Math.floor(month / 3), from: 4 };
    case 'monthly':
      return { of: 12 - month, from: 12 };
    case 'daily':
      return { of: daysBetween(startsOn, period.to) + 1, from: daysBetween(period.from, period.to) + 1 };
    case 'daily_in_month': {
      const first = firstDayOfMonth(monthOf(startsOn));
      const last = addDays(addMonths(first, 1), -1);
      return { of: daysBetween(startsOn, last) + 1, from: daysBetween(first, last) + 1 };
    }
  }
}

/** The fee that is left, whole yen, floored. */
export function proratedFee(fee: Yen, share: Share): Yen {
  return fractionOfYen(fee, share.of, share.from, 'floor');
}
