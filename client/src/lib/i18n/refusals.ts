import type { DomainErrorCode } from '@tsudoi/shared/kernel/domain-error';
import { type Language, language } from '../language.ts';
import type { Words } from '../words.ts';
import type * as jaHappened from './happenings.ja.ts';
import type { refusals as ja, ways as jaWays } from './refusals.ja.ts';
import type { statusNames as jaStatuses } from './status-names.ja.ts';

export interface RefusalWords {
  readonly refusals: Words<typeof ja>;
  /** Where one goes on from a refusal. */
  readonly ways: Words<typeof jaWays>;
  readonly statuses: Words<typeof jaStatuses>;
  readonly happened: { readonly [Of in keyof typeof jaHappened]: Words<(typeof jaHappened)[Of]> };
}
interface Loaded extends RefusalWords {
  readonly saying: typeof import('./refusal-saying.ts');
}
type Params = Readonly<Record<string, string | number>>;
export type RefusalWayName = keyof typeof jaWays;

const loaded: Partial<Record<Language, Loaded>> = {};
const listeners = new Set<() => void>();

async function fetched(of: Language): Promise<Loaded> {
  const [{ refusals, ways }, { statusNames: statuses }, happened, saying] = await Promise.all(
    of === 'en'
      ? ([import('./refusals.en.ts'), import('./status-names.en.ts'), import('./happenings.en.ts'), import('./refusal-saying.ts')] as const)
      : ([
          import('./refusals.ja.ts'),
          import('./status-names.ja.ts'),
          import('./happenings.ja.ts'),
          import('./refusal-saying.ts'),
        ] as const),
  );
  return { refusals, ways, statuses, happened, saying };
}

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
  return words && (words.saying.happeningText(words, code, params, language()) ?? words.refusals[code] ?? null);
}
