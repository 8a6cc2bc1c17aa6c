/** The days that an office usually asks for. */
export type UsualRange = 'lastMonth' | 'thisMonth' | 'thisYear' | 'lastYear';

export interface Days {
  readonly from: string;
  readonly to: string;
}

const pad = (value: number): string => String(value).padStart(2, '0');
const firstOf = (year: number, month: number): string => `${year}-${pad(month)}-01`;
/** The last day of a month, whatever zone the device is in. */
const lastOf = (year: number, month: number): string => `${year}-${pad(month)}-${pad(new Date(Date.UTC(year, month, 0)).getUTCDate())}`;

/** Months around a day, and the organisation's year that it lies in or the one before. */
export function usualRange(which: UsualRange, today: string, startMonth: number): Days {
  const [year, month] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))];
  if (which === 'thisMonth') return { from: firstOf(year, month), to: lastOf(year, month) };
  if (which === 'lastMonth') {
    const [ofYear, before] = month === 1 ? [year - 1, 12] : [year, month - 1];
    return { from: firstOf(ofYear, before), to: lastOf(ofYear, before) };
  }
  const begun = (month >= startMonth ? year : year - 1) - (which === 'lastYear' ? 1 : 0);
  return startMonth === 1
    ? { from: firstOf(begun, 1), to: lastOf(begun, 12) }
    : { from: firstOf(begun, startMonth), to: lastOf(begun + 1, startMonth - 1) };
}
