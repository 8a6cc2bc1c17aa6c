import type { traceFacts } from '@tsudoi/shared/contracts/payments/money-trace.contract';
import { normaliseIdentifier, toKatakana } from '@tsudoi/shared/kernel/kana';

export interface ToldFacts {
  readonly familyName: string;
  readonly givenName: string;
  readonly familyNameKana: string;
  readonly givenNameKana: string;
  readonly birthDate: string;
  readonly email: string;
}
export type TraceFact = (typeof traceFacts)[number];

const bare = (text: string): string => text.normalize('NFKC').replace(/\s/g, '');
const reading = (text: string): string => bare(toKatakana(text));

/** What a caller has told and the roll knows of somebody: what agrees and what does not. What was not told counts as neither. */
export function compareFacts(
  told: ToldFacts,
  known: Omit<ToldFacts, 'email'> & { readonly contactEmail: string },
): { readonly agrees: TraceFact[]; readonly differs: TraceFact[] } {
  const pairs: readonly (readonly [TraceFact, string, string])[] = [
    ['name', bare(told.familyName + told.givenName), bare(known.familyName + known.givenName)],
    ['kana', reading(told.familyNameKana + told.givenNameKana), reading(known.familyNameKana + known.givenNameKana)],
    ['birthDate', told.birthDate, known.birthDate],
    ['email', normaliseIdentifier(told.email), normaliseIdentifier(known.contactEmail)],
  ];
  const asked = pairs.filter(([, given]) => given !== '');
  return {
    agrees: asked.filter(([, given, kept]) => given === kept).map(([fact]) => fact),
    differs: asked.filter(([, given, kept]) => given !== kept).map(([fact]) => fact),
  };
}
