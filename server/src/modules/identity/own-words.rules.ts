import type { Audience } from '@tsudoi/shared/contracts/identity/identity.contract';
import type { PasswordPolicy } from '@tsudoi/shared/contracts/organizations/organization.contract';
import { toKatakana } from '@tsudoi/shared/kernel/kana';
import type { PasswordRule } from './password.rules.ts';

export interface Person {
  readonly familyName?: string;
  readonly givenName?: string;
  readonly familyNameKana?: string;
  readonly givenNameKana?: string;
  readonly email?: string | null;
  readonly memberNumber?: string;
  readonly loginId?: string;
}

/** The rows of the kana table with their consonants; the rest follows by rule. */
const rows: Readonly<Record<string, string>> = {
  アイウエオ: '',
  カキクケコ: 'k',
  サシスセソ: 's',
  タチツテト: 't',
  ナニヌネノ: 'n',
  ハヒフヘホ: 'h',
  マミムメモ: 'm',
  ラリルレロ: 'r',
  ガギグゲゴ: 'g',
  ザジズゼゾ: 'z',
  ダヂヅデド: 'd',
  バビブベボ: 'b',
  パピプペポ: 'p',
};
const odd: Readonly<Record<string, string>> = {
  シ: 'shi',
  チ: 'chi',
  ツ: 'tsu',
  フ: 'fu',
  ジ: 'ji',
  ヂ: 'ji',
  ヅ: 'zu',
  ヤ: 'ya',
  ユ: 'yu',
  ヨ: 'yo',
  ワ: 'wa',
  ヲ: 'o',
  ン: 'n',
};
const letters = new Map<string, string>();
for (const [row, consonant] of Object.entries(rows)) [...row].forEach((kana, column) => letters.set(kana, consonant + 'aiueo'[column]!));
for (const [kana, latin] of Object.entries(odd)) letters.set(kana, latin);

/** How a reading is mostly typed with Latin letters, long vowels left out: サトウ is sato, キョウコ kyoko. */
export function latinOf(reading: string): string {
  return [...toKatakana(reading)]
    .map((kana) => letters.get(kana) ?? kana)
    .join('')
    .replace(/(sh|ch|j)i([ャュョ])/g, (_, start: string, small: string) => start + 'auo'['ャュョ'.indexOf(small)]!)
    .replace(/([a-z])i([ャュョ])/g, (_, start: string, small: string) => `${start}y${'auo'['ャュョ'.indexOf(small)]!}`)
    .replace(/ッ([a-z])/g, '$1$1')
    .replace(/ou|oo/g, 'o')
    .replace(/uu/g, 'u')
    .replace(/[^a-z]/g, '');
}

/** What a new password of somebody in an organisation is held against. */
export function passwordRuleOf(
  audience: Audience,
  person: Person,
  organization: { readonly name: string; readonly slug?: string | undefined; readonly passwordPolicy?: PasswordPolicy },
): PasswordRule {
  return { audience, policy: organization.passwordPolicy ?? 'open', ownWords: ownWordsOf(person, organization) };
}

/** What a person's password must not be made of: names in every spelling, the address, the numbers, the organisation. */
export function ownWordsOf(person: Person, organization: { readonly name: string; readonly slug?: string | undefined }): string[] {
  const { familyNameKana = '', givenNameKana = '', memberNumber = '' } = person;
  return [
    person.familyName ?? '',
    person.givenName ?? '',
    familyNameKana,
    givenNameKana,
    latinOf(familyNameKana),
    latinOf(givenNameKana),
    (person.email ?? '').split('@')[0]!,
    person.loginId ?? '',
    memberNumber,
    memberNumber.replaceAll('-', ''),
    organization.name,
    organization.slug ?? '',
  ].filter((word) => word !== '');
}
