import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { language } from './language.ts';

const zone = 'Asia/Tokyo';
const dayMs = 86_400_000;
const weekdays = {
  ja: ['日', '月', '火', '水', '木', '金', '土'],
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
} as const;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** The present for what a person reads on the screen; nothing is decided from it. */
function now(): number {
  return performance.timeOrigin + performance.now();
}

interface Parts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

function partsOf(date: string): Parts {
  return { year: Number(date.slice(0, 4)), month: Number(date.slice(5, 7)), day: Number(date.slice(8, 10)) };
}

function utcOf({ year, month, day }: Parts): number {
  return Date.UTC(year, month - 1, day);
}

const instantFormat = new Intl.DateTimeFormat('en-CA', {
  timeZone: zone,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** The Japanese day and time of an instant, whatever zone the device is in. */
function jstOf(instant: string | number): { readonly date: string; readonly time: string } {
  const time = typeof instant === 'number' ? instant : Date.parse(instant);
  const parts = Object.fromEntries(instantFormat.formatToParts(time).map((part) => [part.type, part.value]));
  return { date: `${parts['year']}-${parts['month']}-${parts['day']}`, time: `${Number(parts['hour'])}:${parts['minute']}` };
}

/** A date as it is (YYYY-MM-DD), or the Japanese day of an instant. */
function dayOf(value: string): string {
  return value.length === 10 ? value : jstOf(value).date;
}

/** Today in Japan, YYYY-MM-DD. */
export function today(): JstDate {
  return jstOf(now()).date as JstDate;
}

function weekdayOf(parts: Parts): number {
  return new Date(utcOf(parts)).getUTCDay();
}

function longDate(parts: Parts, withYear: boolean): string {
  if (language() === 'en') {
    const text = `${weekdays.en[weekdayOf(parts)]}, ${months[parts.month - 1]} ${parts.day}`;
    return withYear ? `${text}, ${parts.year}` : text;
  }
  return `${withYear ? `${parts.year}年` : ''}${parts.month}月${parts.day}日（${weekdays.ja[weekdayOf(parts)]}）`;
}

/** 6月1日（月）, with the year when it is another one. Takes a date or an instant. */
export function formatDate(value: string): string {
  const parts = partsOf(dayOf(value));
  return longDate(parts, parts.year !== partsOf(today()).year);
}

/** 2026年6月1日（月） */
export function formatDateLong(value: string): string {
  return longDate(partsOf(dayOf(value)), true);
}

/** 2026/06/01, for dense tables. */
export function formatDateShort(value: string): string {
  return dayOf(value).replaceAll('-', '/');
}

/** 2026年6月, from YYYY-MM or a date. */
export function formatMonth(value: string): string {
  const year = Number(value.slice(0, 4));
  const month = Number(value.slice(5, 7));
  return language() === 'en' ? `${months[month - 1]} ${year}` : `${year}年${month}月`;
}

/** 6月1日（月）10:12, of an instant. */
export function formatMoment(instant: string): string {
  return `${formatDate(instant)}${language() === 'en' ? ' ' : ''}${jstOf(instant).time}`;
}

/** 2026/06/01 10:12, of an instant. */
export function formatMomentShort(instant: string): string {
  return `${formatDateShort(instant)} ${jstOf(instant).time}`;
}

export function formatTime(instant: string): string {
  return jstOf(instant).time;
}

/** Days from today in Japan; negative when past. */
export function daysUntil(value: string): number {
  return Math.round((utcOf(partsOf(dayOf(value))) - utcOf(partsOf(today()))) / dayMs);
}

/** あと20日, きょうまで, 3日過ぎました */
export function daysLeftText(value: string): string {
  const days = daysUntil(value);
  if (language() === 'en')
    return days > 1 ? `${days} days left` : days === 1 ? '1 day left' : days === 0 ? 'due today' : `${-days} days late`;
  return days > 0 ? `あと${days}日` : days === 0 ? 'きょうまで' : `${-days}日過ぎました`;
}

/** 2026年度 */
export function formatFiscalYear(year: number): string {
  return language() === 'en' ? `FY${year}` : `${year}年度`;
}

/** 約45秒, 約2分, 約1時間: an estimate, so never more exact than it is. */
export function formatDuration(seconds: number): string {
  const [value, unit] =
    seconds < 60
      ? [Math.max(1, Math.round(seconds / 5) * 5), 0]
      : seconds < 3600
        ? [Math.round(seconds / 60), 1]
        : [Math.round(seconds / 3600), 2];
  return language() === 'en' ? `about ${value} ${['s', 'min', 'h'][unit]}` : `約${value}${['秒', '分', '時間'][unit]}`;
}

/** 2026.5.12, as on a stamp. */
export function stampDate(value: string): string {
  const { year, month, day } = partsOf(dayOf(value));
  return `${year}.${month}.${day}`;
}
