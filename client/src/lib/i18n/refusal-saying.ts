import type { DomainErrorCode } from '@tsudoi/shared/kernel/domain-error';
import { formatDateLong, formatMoment } from '../dates.ts';
import type { Language } from '../language.ts';
import type { RefusalWords } from './refusals.ts';

/** How a refusal is put together: fetched with its words, so that a page on which nothing goes wrong carries none of it. */
type Params = Readonly<Record<string, string | number>>;

/** Of these what a colleague did is all there is to say. */
const saysItAll: ReadonlySet<DomainErrorCode> = new Set(['BILL_CANCELLED', 'BILL_NOT_PAYABLE', 'PAYMENT_REVERSED']);

/** What a colleague did to the bill, and what to do then, with its places unfilled; null for a refusal that names nobody. */
export function happeningText(
  { happened, refusals }: RefusalWords,
  code: DomainErrorCode,
  params: Params,
  language: Language,
): string | null {
  const first: string | undefined = happened.happenings[params['happened'] as never];
  if (first === undefined) return null;
  const { afterwards, somebody } = happened;
  const key = params['what'] === 'dueOn' ? 'dueOn' : code;
  const own = Object.hasOwn(afterwards, key) ? afterwards[key as keyof typeof afterwards] : undefined;
  const then = own ?? (saysItAll.has(code) ? '' : (refusals[code] ?? ''));
  const said = [first, then].filter(Boolean).join(language === 'en' ? ' ' : '');
  return params['by'] === '' ? said.replaceAll('{{by}}', somebody) : said;
}

/** What a refusal names comes as it is kept: days, moments and statuses are written here, the same in every text. */
export function written({ statuses }: RefusalWords, name: string, value: string | number): string | number {
  if (typeof value === 'number') return value;
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return formatDateLong(value);
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return formatMoment(value);
  const names: Readonly<Record<string, string>> = name === 'status' ? statuses : {};
  return names[value] ?? value;
}
