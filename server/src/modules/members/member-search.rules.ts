import type { ContactPerson, Contacts } from '@tsudoi/shared/contracts/members/member-kind.contract';
import { normaliseIdentifier, readingSortKey, toKatakana } from '@tsudoi/shared/kernel/kana';
import { phoneDigits } from '@tsudoi/shared/kernel/phone';
import type { CustomValues } from '@tsudoi/shared/contracts/members/custom-field.contract';
import { ownKeys } from './member-condition.rules.ts';
import { foldForSearch, foldedSource, literal } from './search-fold.rules.ts';

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
  readonly formerNumbers?: readonly string[];
  /** 未納: has a confirmed bill that is not paid whole. Kept by billing, in the transaction that moves the bill. */
  readonly owing?: boolean;
  readonly custom?: CustomValues;
}

type Named = Pick<Searchable, 'familyName' | 'givenName' | 'familyNameKana' | 'givenNameKana'>;

/** The people of a corporate member are found like members. */
function peopleOf({ contacts }: Searchable): ContactPerson[] {
  const people = contacts ? [contacts.liaison, contacts.representative, contacts.billing] : [];
  return people.filter(({ familyName }) => familyName !== '');
}

/** Names and readings with and without the space. */
const writtenNames = ({ familyName, givenName, familyNameKana, givenNameKana }: Named): string[] => [
  `${familyName} ${givenName}`,
  `${familyName}${givenName}`,
  `${familyNameKana} ${givenNameKana}`,
  `${familyNameKana}${givenNameKana}`,
];

/** What a found member is compared with, word by word: names and readings with and without the space, and the rest. */
export function searchTextOf(member: Searchable): string {
  const { memberNumber, contactEmail, affiliation, phone, formerName = '', tags = [], formerNumbers = [] } = member;
  const parts = [
    ...writtenNames(member),
    memberNumber,
    contactEmail,
    affiliation,
    phone,
    formerName,
    ...tags,
    ...formerNumbers,
    ...[memberNumber, ...formerNumbers].flatMap((number) => telephoneLike(number) ?? []),
    ...peopleOf(member).flatMap((person) => [...writtenNames(person), person.email, person.phone]),
  ];
  return foldForSearch(parts.join('\n'));
}

/** Lengths of beginnings that are kept: what is typed is looked up by the longest of them that it fills. */
const lengths = [1, 2, 3, 5, 8] as const;
const isLatin = (text: string): boolean => /^[\u0021-\u007e]/.test(text);
const isKana = (text: string): boolean => /^[\u30a1-\u30ff]/.test(text);
const letters = (text: string): string[] => [...text];

/** Only then is a letter always one unit of a string. */
const isPlain = (text: string): boolean => !/[\ud800-\udfff]/.test(text);

/** The beginning by which a text is looked up. */
function startOf(text: string): string {
  return startsOf(text, 1).at(-1) ?? '^';
}

/** All beginnings that are kept, from `shortest` letters on. */
function startsOf(text: string, shortest: number): string[] {
  const all = isPlain(text) ? text : letters(text);
  const kept: string[] = [];
  for (const length of lengths)
    if (length >= shortest && length <= all.length)
      kept.push(`^${typeof all === 'string' ? all.slice(0, length) : all.slice(0, length).join('')}`);
  return kept;
}

function pairsOf(text: string): string[] {
  const all = letters(text);
  return all.slice(1).map((letter, at) => `${all[at]}${letter}`);
}

/** A part of a name: in kanji by its first letter, in kana and Latin letters by how it begins. */
function partKeys(part: string): string[] {
  if (isLatin(part)) return startsOf(part, 1);
  return startsOf(part, 1).slice(0, isKana(part) ? 2 : 1);
}

/** Half of an organisation has a number that begins with the same year: such a beginning is nobody's. */
const isDated = (word: string): boolean => /^\d{4}ー/.test(word);
/** A dated number shorter than any beginning that is kept of it is looked up as any word that begins so: 2026-05. */
const isShortlyDated = (word: string): boolean => isDated(word) && word.length < 8;

/** What is typed is taken for a telephone when its figures alone look like one. */
const isTelephone = (digits: string): boolean => /^0\d{6,10}$/.test(digits);

/** The figures of a number that reads like a telephone, such as 00123-01 or 01-00001; null when it does not. */
function telephoneLike(memberNumber: string): string | null {
  const digits = phoneDigits(memberNumber);
  return isTelephone(digits) && digits !== memberNumber ? digits : null;
}

function numberKeys(memberNumber: string): string[] {
  const number = foldForSearch(memberNumber);
  const tail = number.slice(number.lastIndexOf('ー') + 1);
  const digits = telephoneLike(memberNumber);
  const whole = isShortlyDated(number) ? [startOf(number)] : isDated(number) ? startsOf(number, 8) : startsOf(number, 2);
  return [...whole, ...(digits === null ? [] : [startOf(digits)]), startOf(tail), startOf(tail.replace(/^0+/, ''))];
}

/** An address is found by how it begins; a telephone by its first eight figures or more of them, and by its last four. */
const mailKeys = (email: string): string[] => startsOf(foldForSearch(email), 3);
/** The one of them by which a whole address is looked up. */
export const mailLookKey = (email: string): string => startOf(foldForSearch(email));
const phoneKeys = (phone: string): string[] => (phone === '' ? [] : [startOf(phone), startOf(phone.slice(-4))]);

/** Exact looks: who has this rank, this tag, who owes something or nothing, whose is this address of mail. */
export const rankKey = (rankId: string): string => `=r${rankId}`;
export const tagKey = (tag: string): string => `=t${foldForSearch(tag)}`;
export const duesKey = (owing: boolean): string => (owing ? '=o' : '=c');
/** Of a number that was theirs before, or stood in the place of one. */
export const formerNumberKey = (number: string): string => `=n${number}`;
export const emailKey = (email: string): string => `=m${normaliseIdentifier(email)}`;

/**
 * What a member is found by: entries of a multikey index that are looked up by equality only, because a range over an
 * array is not one range of an index (docs/decisions/0009). About twenty, since each costs every import.
 */
export function searchKeysOf(member: Searchable): string[] {
  const { contactEmail, phone, formerName = '', tags = [], rankId = '' } = member;
  const itsPeople = peopleOf(member);
  const people = [member, ...itsPeople];
  const named = people.flatMap((one) => [one.familyName, one.givenName, one.familyNameKana, one.givenNameKana]);
  const names = [...people.map(({ familyName, givenName }) => `${familyName}${givenName}`), formerName, ...tags].map(foldForSearch);
  // Typed without its space, a short family name ends before the beginning that is looked up: イ ヨンヒ by イヨ.
  const readings = people.map(({ familyNameKana, givenNameKana }) => foldForSearch(`${familyNameKana}${givenNameKana}`));
  const parts = [...named.map(foldForSearch), ...names, ...readings];
  const affiliation = foldForSearch(member.affiliation).split(/\s+/);
  const keys = [
    ...parts.flatMap((part) => part.split(/\s+/)).flatMap(partKeys),
    // Any two letters that stand together in a name with kanji.
    ...names.flatMap((name) => (isLatin(name) || /^[\u30a1-\u30ff\s]+$/.test(name) ? [] : pairsOf(name.replace(/\s+/g, '')))),
    ...(rankId === '' ? [] : [rankKey(rankId)]),
    ...tags.map(tagKey),
    ...ownKeys(member.custom ?? {}),
    ...[member.memberNumber, ...(member.formerNumbers ?? [])].flatMap(numberKeys),
    ...(member.formerNumbers ?? []).map(formerNumberKey),
    ...(contactEmail === '' ? [] : [...mailKeys(contactEmail), emailKey(contactEmail)]),
    ...phoneKeys(phone),
    // Only found by: whose the address is, for a log-in or a bounce, is said by the contact address alone.
    ...itsPeople.flatMap((person) => [...mailKeys(person.email), ...phoneKeys(person.phone)]),
    // Of an affiliation only how its words begin: every second one ends in 大学.
    ...affiliation.flatMap((word) =>
      isLatin(word) ? startsOf(word, 3) : isKana(word) ? startsOf(word, 2).slice(0, 1) : pairsOf(word).slice(0, 1),
    ),
  ];
  return [...new Set(keys.filter((key) => key.length > 1)), duesKey(member.owing ?? false)];
}

export interface MemberSearch {
  /** The one entry of the index that is asked for. */
  readonly key: string;
  /** What has to stand in the text besides. */
  readonly words: readonly RegExp[];
}

/** The entry of the index that everybody has who has a word that begins so. */
function keyOf(word: string): string {
  if (isLatin(word)) return startOf(word);
  const all = letters(word);
  return isKana(word) ? `^${all.slice(0, 2).join('')}` : all.length === 1 ? `^${word}` : `${all[0]}${all[1]}`;
}

/** How what was typed is looked for: by its longest word, then by all of them as they stand (security.md T52); null when nothing was typed. */
export function memberSearch(typed: string): MemberSearch | null {
  const folded = foldForSearch(typed);
  // A telephone is stored as digits, however it was typed: with the code of Japan as well.
  const digits = phoneDigits(typed);
  const words = isTelephone(digits)
    ? [digits]
    : folded
        .split(/\s+/)
        .filter((word) => word !== '')
        .slice(0, 8);
  if (words.length === 0) return null;
  const longest = words.reduce((best, word) => (letters(word).length > letters(best).length ? word : best));
  return { key: keyOf(longest), words: words.map((word) => new RegExp(foldedSource(word))) };
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
