import { language } from './language.ts';

/** 12,000, with the true minus sign. */
export function figure(value: number): string {
  const digits = String(Math.abs(value)).replace(/\B(?=(\d{3})+$)/g, ',');
  return value < 0 ? `\u2212${digits}` : digits;
}

/** 12,000円, where a component cannot stand (titles, labels). */
export function formatYen(value: number): string {
  return language() === 'en' ? `${figure(value)} yen` : `${figure(value)}円`;
}

const units = {
  member: ['名', 'member', 'members'],
  item: ['件', 'item', 'items'],
  row: ['行', 'row', 'rows'],
  place: ['か所', 'place', 'places'],
  company: ['社', 'company', 'companies'],
} as const;

/** Counts carry their unit: 421名. */
export function formatCount(value: number, unit: keyof typeof units): string {
  const [ja, one, many] = units[unit];
  return language() === 'en' ? `${figure(value)} ${value === 1 ? one : many}` : `${figure(value)}${ja}`;
}
