import { foldReading, normaliseIdentifier } from '@tsudoi/shared/kernel/kana';
import { foldLetters } from '@tsudoi/shared/kernel/letters';

/** What somebody tells of themselves, or what is on record. */
export interface Told {
  readonly familyName: string;
  readonly givenName: string;
  readonly familyNameKana: string;
  readonly givenNameKana: string;
  readonly birthDate: string;
}

export interface Match {
  readonly name: boolean;
  readonly reading: boolean;
  readonly birthDate: boolean;
  readonly email: boolean;
}

const foldName = (name: string): string => foldLetters(name).replace(/\s/g, '');

/** Which of the four agree (ACC-05). A birth date that is not on record agrees with none. */
export function matchOf(told: Told & { readonly email: string }, known: Told & { readonly emails: readonly string[] }): Match {
  const name = (person: Told): string => `${foldName(person.familyName)}\n${foldName(person.givenName)}`;
  const reading = (person: Told): string => `${foldReading(person.familyNameKana)}\n${foldReading(person.givenNameKana)}`;
  const email = normaliseIdentifier(told.email);
  return {
    name: name(told) === name(known),
    reading: reading(told) === reading(known),
    birthDate: known.birthDate !== '' && told.birthDate === known.birthDate,
    email: known.emails.some((address) => address !== '' && normaliseIdentifier(address) === email),
  };
}

export const isFull = (match: Match): boolean => match.name && match.reading && match.birthDate && match.email;
