import type { ScreeningFacts } from '@tsudoi/shared/contracts/payments/screening.contract';
import { screeningWords } from './i18n/screening-words.ts';
import { useWords } from './words.ts';

interface ToldFact {
  readonly field: keyof ScreeningFacts;
  readonly label: string;
  readonly text: string;
}

/** What an organisation has told of itself, in words; what is empty is left out. */
export function useToldFacts(facts: ScreeningFacts): ToldFact[] {
  const names = useWords(screeningWords);
  const { purpose, accountType } = facts;
  const said = {
    ...facts,
    purpose: purpose === '' ? '' : names.purposes[purpose],
    accountType: accountType === '' ? '' : names.accountTypes[accountType],
  };
  return (Object.keys(facts) as (keyof ScreeningFacts)[]).flatMap((field) =>
    facts[field] === '' ? [] : { field, label: names.fields[field], text: said[field] },
  );
}
