import { foldReading, normaliseIdentifier } from '@tsudoi/shared/kernel/kana';

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

/** Shapes of one character that people type for one another; on record they stay as they are. */
const shapes: Readonly<Record<string, string>> = {
  髙: '高',
  﨑: '崎',
  𠮷: '吉',
  邊: '辺',
  邉: '辺',
  齋: '斎',
  澤: '沢',
  濱: '浜',
  濵: '浜',
  櫻: '桜',
  德: '徳',
  槗: '橋',
  嶋: '島',
  嶌: '島',
  眞: '真',
  惠: '恵',
  廣: '広',
  國: '国',
};

function foldName(name: string): string {
  // Selectors only choose among drawings of the same character.
  const plain = name
    .replace(/[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu, '')
    .normalize('NFKC')
    .replace(/\s/g, '');
  return [...plain]
    .map((char) => shapes[char] ?? char)
    .join('')
    .toLowerCase();
}

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
