import { formatEraDate, jstDate, parseTypedDate } from '@tsudoi/shared/kernel/jst';

/** What stands in the three boxes of a birth date. */
export interface BirthParts {
  readonly year: string;
  readonly month: string;
  readonly day: string;
}

/** A date as three boxes show it, or what was typed into them; anything else stays in the first one, to be put right. */
export function birthParts(value: string): BirthParts {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value);
  const [first, month, day] = value.split('/');
  if (!match) return month === undefined || day === undefined ? { year: value, month: '', day: '' } : { year: first!, month, day };
  return { year: match[1]!, month: String(Number(match[2])), day: String(Number(match[3])) };
}

const plain = (typed: string): string => typed.normalize('NFKC').replace(/\s+/g, '');

/** The date that three boxes say; '' when all are empty, and no date while one is missing or wrong. A whole date may stand in the first. */
export function birthValue({ year, month, day }: BirthParts): string {
  const parts = [plain(year).replace(/年$/, ''), plain(month).replace(/月$/, ''), plain(day).replace(/日$/, '')];
  if (parts.every((part) => part === '')) return '';
  const whole = parts[1] === '' && parts[2] === '' ? parseTypedDate(year) : null;
  return whole ?? parseTypedDate(parts.join('/')) ?? parts.join('/');
}

/** The other way to say a year: 昭和60年 of 1985, 1985年 of S60; a year of two eras has both. null for what is no year. */
export function otherYear(typed: string): string | null {
  const year = plain(typed).replace(/年$/, '');
  if (/^\d{4}$/.test(year)) {
    if (parseTypedDate(`${year}/12/31`) === null) return null;
    const [first, last] = ['01-01', '12-31'].map((day) => formatEraDate(jstDate(`${year}-${day}`)).split('年')[0]!);
    if (/^\d/.test(last!)) return null;
    return first === last || /^\d/.test(first!) ? `${last}年` : `${first}年・${last}年`;
  }
  // The first year of an era has no January and the last no December: one of the two is always a day of it.
  const date = parseTypedDate(`${year}/1/1`) ?? parseTypedDate(`${year}/12/31`);
  return date === null ? null : `${date.slice(0, 4)}年`;
}
