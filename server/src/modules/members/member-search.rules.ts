import type { Contacts } from '@tsudoi/shared/contracts/members/member-kind.contract';
import { normaliseIdentifier, readingSortKey, toKatakana } from '@tsudoi/shared/kernel/kana';

export interface Searchable {
  readonly familyName: string;
  readonly givenName: string;
  readonly familyNameKana: string;
  readonly givenNameKana: string;
  readonly memberNumber: string;
  readonly contactEmail: string;
  readonly affiliation: string;
  readonly phone: string;
  readonly formerName?: string;
  readonly rankId?: string;
  readonly tags?: readonly string[];
  readonly contacts?: Contacts | null;
}

type Named = Pick<Searchable, 'familyName' | 'givenName' | 'familyNameKana' | 'givenNameKana'>;

/** The people of a corporate member are found like members. */
function peopleOf({ contacts }: Searchable): (Named & { readonly email: string })[] {
  const people = contacts ? [contacts.liaison, contacts.representative, contacts.billing] : [];
  return people.filter(({ familyName }) => familyName !== '');
}

const namesOf = ({ familyName, givenName }: Named): string[] => [familyName, givenName, `${familyName}${givenName}`];
const readingsOf = ({ familyNameKana, givenNameKana }: Named): string[] => [
  familyNameKana,
  givenNameKana,
  `${familyNameKana}${givenNameKana}`,
];

/** Forms of a letter that people do not tell apart when they type a name: the file says 髙﨑, the phone call says 高崎. */
const sameLetter: Readonly<Record<string, string>> = Object.fromEntries(
  [
    '高髙',
    '崎﨑嵜',
    '吉𠮷',
    '辺邊邉',
    '斉齊斎齋',
    '浜濱濵',
    '沢澤',
    '島嶋嶌',
    '広廣',
    '国國',
    '桜櫻',
    '真眞',
    '恵惠',
    '竜龍',
    '蔵藏',
    '徳德',
    '瀬瀨',
  ].flatMap(([usual = '', ...others]) => others.map((other) => [other, usual])),
);
/** Of all kinds become the long vowel: in half of the places where it stands it was meant. */
const hyphens = /[‐‑‒–—―−－ｰー-]/g;
/** Variation selectors choose a drawing, not another letter. */
const selectors = /[\u{fe00}-\u{fe0f}\u{e0100}-\u{e01ef}]/gu;

/** What a search compares: width, case, hiragana and katakana, kinds of hyphen and common variants of kanji make no difference. */
export function foldForSearch(text: string): string {
  const plain = text
    .replace(selectors, '')
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\u3041-\u3096\u309d\u309e]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0x60))
    .replace(hyphens, 'ー');
  return [...plain].map((letter) => sameLetter[letter] ?? letter).join('');
}

/** What a found member is compared with, word by word: names and readings with and without the space, and the rest. */
export function searchTextOf(member: Searchable): string {
  const { familyName, givenName, familyNameKana, givenNameKana, memberNumber, contactEmail, affiliation, phone } = member;
  const parts = [
    `${familyName} ${givenName}`,
    `${familyName}${givenName}`,
    `${familyNameKana} ${givenNameKana}`,
    `${familyNameKana}${givenNameKana}`,
    memberNumber,
    contactEmail,
    affiliation,
    phone,
    member.formerName ?? '',
    ...(member.tags ?? []),
    ...peopleOf(member).flatMap((person) => [...namesOf(person), ...readingsOf(person), person.email]),
  ];
  return foldForSearch(parts.join('\n'));
}

const longestStart = 10;
const isLatin = (text: string): boolean => /^[\u0021-\u007e]/.test(text);
const letters = (text: string): string[] => [...text];

/** Beginnings of a text, from `shortest` letters to ten. */
function startsOf(text: string, shortest: number): string[] {
  const all = letters(text);
  const longest = Math.min(longestStart, all.length);
  return Array.from({ length: Math.max(0, longest - shortest + 1) }, (_, at) => `^${all.slice(0, shortest + at).join('')}`);
}

/** A word in kanji or kana by every two letters that stand together, and by its first; in Latin letters by its beginnings. */
function wordKeys(word: string): string[] {
  if (isLatin(word)) return startsOf(word, 1);
  const all = letters(word);
  return [`^${all[0] ?? ''}`, ...all.slice(0, -1).map((letter, at) => `${letter}${all[at + 1]}`)];
}

/** Exact looks: who has this rank, this tag, this address of mail. */
export const rankKey = (rankId: string): string => `=r${rankId}`;
export const tagKey = (tag: string): string => `=t${foldForSearch(tag)}`;
export const emailKey = (email: string): string => `=m${normaliseIdentifier(email)}`;

/**
 * What a member is found by: entries of a multikey index that are looked up by equality only, because a range over an
 * array is not one range of an index (docs/decisions/0009). Short beginnings of numbers are left out: half of an
 * organisation has the same.
 */
export function searchKeysOf(member: Searchable): string[] {
  const people = [member, ...peopleOf(member)];
  const words = [...people.flatMap(namesOf), ...people.flatMap(readingsOf), member.formerName ?? '', ...(member.tags ?? [])];
  const number = foldForSearch(member.memberNumber);
  const tail = number.slice(number.lastIndexOf('ー') + 1);
  const email = foldForSearch(member.contactEmail);
  const affiliation = foldForSearch(member.affiliation);
  const keys = [
    ...words.flatMap((text) => foldForSearch(text).split(/\s+/)).flatMap(wordKeys),
    ...(member.rankId ? [rankKey(member.rankId)] : []),
    ...(member.tags ?? []).map(tagKey),
    ...startsOf(number, 6),
    ...[number, tail, tail.replace(/^0+/, '')].map((text) => `^${text.slice(0, longestStart)}`),
    ...(email === '' ? [] : [...startsOf(email, 3), emailKey(member.contactEmail)]),
    ...(member.phone === '' ? [] : [...startsOf(member.phone, 6), `^${member.phone.slice(-4)}`]),
    // Of an affiliation only how its words begin: every second one ends in 大学.
    ...affiliation.split(/\s+/).flatMap((word) => (isLatin(word) ? startsOf(word, 3) : wordKeys(letters(word).slice(0, 4).join('')))),
  ];
  return [...new Set(keys.filter((key) => key !== '^'))];
}

export interface MemberSearch {
  /** The one entry of the index that is asked for. */
  readonly key: string;
  /** What has to stand in the text besides. */
  readonly words: readonly RegExp[];
  /** Further entries that a member must have. */
  readonly also?: readonly string[];
}

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** How what was typed is looked for: by its longest word, then by all of them as they stand (security.md T52); null when nothing was typed. */
export function memberSearch(typed: string): MemberSearch | null {
  const folded = foldForSearch(typed);
  // A telephone is stored as digits, however it was typed.
  const digits = folded.replace(/[\s()ー]/g, '');
  const words = /^0\d{6,10}$/.test(digits)
    ? [digits]
    : folded
        .split(/\s+/)
        .filter((word) => word !== '')
        .slice(0, 8);
  if (words.length === 0) return null;
  const longest = words.reduce((best, word) => (letters(word).length > letters(best).length ? word : best));
  const all = letters(longest);
  const key = isLatin(longest) || all.length === 1 ? `^${all.slice(0, longestStart).join('')}` : `${all[0]}${all[1]}`;
  return { key, words: words.map((word) => new RegExp(literal(word))) };
}

/** A search narrowed to whoever has all of these entries: a rank, a tag. */
export function narrowedSearch(search: MemberSearch | null, keys: readonly string[]): MemberSearch | null {
  const [first, ...others] = keys;
  if (first === undefined) return search;
  return search ? { ...search, also: keys } : { key: first, words: [], also: others };
}

export function sortKanaOf(member: Pick<Searchable, 'familyNameKana' | 'givenNameKana'>): string {
  return `${readingSortKey(member.familyNameKana)}\u0002${readingSortKey(member.givenNameKana)}`;
}

/** One expression per typed word; hiragana finds katakana. What is typed is matched as it stands (security.md T52). */
export function searchExpressions(typed: string): RegExp[] {
  return normaliseIdentifier(typed)
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, 8)
    .map((word) => new RegExp([...new Set([literal(word), literal(normaliseIdentifier(toKatakana(word)))])].join('|')));
}
