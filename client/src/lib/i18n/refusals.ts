import type { DomainErrorCode } from '@tsudoi/shared/kernel/domain-error';
import { type Language, language } from '../language.ts';
import type { Words } from '../words.ts';
import type * as jaHappened from './happenings.ja.ts';
import type { refusals as ja, ways as jaWays } from './refusals.ja.ts';
import type { statusNames as jaStatuses } from './status-names.ja.ts';

interface Loaded {
  readonly refusals: Words<typeof ja>;
  /** Where one goes on from a refusal. */
  readonly ways: Words<typeof jaWays>;
  readonly statuses: Words<typeof jaStatuses>;
  readonly happened: { readonly [Of in keyof typeof jaHappened]: Words<(typeof jaHappened)[Of]> };
}
type Params = Readonly<Record<string, string | number>>;
export type RefusalWayName = keyof typeof jaWays;

/** Of these what a colleague did is all there is to say. */
const saysItAll: ReadonlySet<DomainErrorCode> = new Set(['BILL_CANCELLED', 'BILL_NOT_PAYABLE', 'PAYMENT_REVERSED', 'PAY_LINK_CLOSED']);

const loaded: Partial<Record<Language, Loaded>> = {};
const listeners = new Set<() => void>();

const fetched = (of: Language): Promise<Loaded> => (of === 'en' ? import('./refusals.en.ts') : import('./refusals.ja.ts'));

/** To be waited for before anybody hears of a refusal: a page on which nothing goes wrong does not carry these words. */
export async function loadRefusals(of: Language = language()): Promise<void> {
  if (loaded[of]) return;
  loaded[of] = await fetched(of);
  for (const listener of listeners) listener();
}

/** The words have to be there in the language that is shown next, if any are there. */
export async function translateRefusals(to: Language): Promise<void> {
  if (Object.keys(loaded).length > 0) await loadRefusals(to);
}

/** To be told when words have come. */
export function hearRefusals(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
export const refusalLanguages = (): number => Object.keys(loaded).length;

/** What is there in the language that is shown. */
export function refusalWords(): Loaded | null {
  const found = loaded[language()] ?? null;
  if (found === null) loadRefusals().catch(() => undefined);
  return found;
}

/** With its places unfilled. Null for a code that a newer server knows, and where the words could not be fetched. */
export function refusalText(code: DomainErrorCode, params: Params = {}): string | null {
  const words = refusalWords();
  return words && (happeningText(words, code, params) ?? words.refusals[code] ?? null);
}

/** What a colleague did to the bill, and what to do then; null for a refusal that names nobody. */
function happeningText({ happened, refusals }: Loaded, code: DomainErrorCode, params: Params): string | null {
  const happenings: Readonly<Record<string, string>> = happened.happenings;
  const first = happenings[String(params['happened'])];
  if (first === undefined) return null;
  const { afterwards, somebody } = happened;
  const key = params['what'] === 'dueOn' ? 'dueOn' : code;
  const own = Object.hasOwn(afterwards, key) ? afterwards[key as keyof typeof afterwards] : undefined;
  const then = own ?? (saysItAll.has(code) ? '' : (refusals[code] ?? ''));
  const said = [first, then].filter(Boolean).join(language() === 'en' ? ' ' : '');
  return params['by'] === '' ? said.replaceAll('{{by}}', somebody) : said;
}
