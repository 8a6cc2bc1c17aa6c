import type { ProrationPolicy } from '@tsudoi/shared/contracts/billing/billing-item.contract';
import { type DateRange, type JstDate, addDays, addMonths, daysBetween, monthOf, firstDayOfMonth } from '@tsudoi/shared/kernel/jst';
import { type Yen, fractionOfYen } from '@tsudoi/shared/kernel/yen';
import { type DatedStatus, statusOn } from './run-selection.rules.ts';

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

/**
 * Since when somebody is in, for what a bill pays for. Of who was out on its first day, having left (退会, 除名), the day they came back;
 * who was in on that day owes the whole, also where they left and came back behind it. A rest is no break. `joinedOn` stays that of
 * the first time (docs/decisions/0060).
 */
export function inSince(
  { joinedOn, statusEntries }: { readonly joinedOn: JstDate; readonly statusEntries: readonly DatedStatus[] },
  period: DateRange,
): JstDate {
  const atStart = statusOn(statusEntries, period.from)?.status;
  if (joinedOn > period.from || atStart === 'active' || atStart === 'suspended') return joinedOn;
  const ordered = statusEntries.toSorted((left, right) => left.effectiveOn.localeCompare(right.effectiveOn));
  const hadLeft = (at: number) => ordered.slice(0, at).some(({ status }) => status === 'withdrawn' || status === 'expelled');
  const isWithin = (day: JstDate) => day > period.from && day <= period.to;
  const back = ordered.find(({ status, effectiveOn }, at) => status === 'active' && isWithin(effectiveOn) && hadLeft(at));
  return back?.effectiveOn ?? joinedOn;
}
