import type { DomainErrorCode } from '@tsudoi/shared/kernel/domain-error';
import { formatDate, formatMoment } from '../dates.ts';
import { type Language, language } from '../language.ts';
import { fill } from '../words.ts';
import type * as en from './happenings.en.ts';
import type * as ja from './happenings.ja.ts';

interface Loaded {
  readonly refusals: Readonly<Record<DomainErrorCode, string>>;
  readonly happened: typeof ja | typeof en;
}
type Params = Readonly<Record<string, string | number>>;

/** Of these what a colleague did is all there is to say. */
const saysItAll: ReadonlySet<DomainErrorCode> = new Set(['BILL_CANCELLED', 'BILL_NOT_PAYABLE', 'PAYMENT_REVERSED']);

const loaded: Partial<Record<Language, Loaded>> = {};

/** To be waited for before anybody hears of a refusal: a page on which nothing goes wrong does not carry these words. */
export async function loadRefusals(of: Language = language()): Promise<void> {
  loaded[of] ??=
    of === 'en'
      ? { refusals: (await import('./refusals.en.ts')).refusals, happened: await import('./happenings.en.ts') }
      : { refusals: (await import('./refusals.ja.ts')).refusals, happened: await import('./happenings.ja.ts') };
}

/** The words have to be there in the language that is shown next, if any are there. */
export async function translateRefusals(to: Language): Promise<void> {
  if (Object.keys(loaded).length > 0) await loadRefusals(to);
}

/** Null for a code that a newer server knows, and where the words could not be fetched. */
export function refusalText(code: DomainErrorCode, params: Params = {}): string | null {
  const words = loaded[language()];
  if (!words) return null;
  const text = words.refusals[code];
  return happeningText(code, params) ?? (text === undefined ? null : fill(text, params));
}

/** What a colleague did to the bill, and what to do then; null for a refusal that names nobody. */
function happeningText(code: DomainErrorCode, params: Params): string | null {
  const words = loaded[language()];
  const first: string | undefined = words?.happened.happenings[params['happened'] as never];
  if (!words || first === undefined) return null;
  const { afterwards, somebody } = words.happened;
  const key = params['what'] === 'dueOn' ? 'dueOn' : code;
  const own = Object.hasOwn(afterwards, key) ? afterwards[key as keyof typeof afterwards] : undefined;
  const then = own ?? (saysItAll.has(code) ? '' : (words.refusals[code] ?? ''));
  const dueOn = formatDate(String(params['dueOn'] ?? params['at']));
  const shown: Params = { ...params, dueOn, at: formatMoment(String(params['at'])), by: params['by'] === '' ? somebody : params['by']! };
  return [fill(first, shown), fill(then, shown)].filter(Boolean).join(language() === 'en' ? ' ' : '');
}
