import type { DomainErrorCode } from '@tsudoi/shared/kernel/domain-error';
import { type Language, language } from '../language.ts';

type Refusals = Readonly<Record<DomainErrorCode, string>>;

const loaded: Partial<Record<Language, Refusals>> = {};

/** To be waited for before anybody hears of a refusal: a page on which nothing goes wrong does not carry these words. */
export async function loadRefusals(of: Language = language()): Promise<void> {
  loaded[of] ??= of === 'en' ? (await import('./refusals.en.ts')).refusals : (await import('./refusals.ja.ts')).refusals;
}

/** The words have to be there in the language that is shown next, if any are there. */
export async function translateRefusals(to: Language): Promise<void> {
  if (Object.keys(loaded).length > 0) await loadRefusals(to);
}

/** Null for a code that a newer server knows, and where the words could not be fetched. */
export function refusalText(code: DomainErrorCode): string | null {
  return loaded[language()]?.[code] ?? null;
}
