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
  readonly tags?: readonly string[];
  readonly contacts?: Contacts | null;
}

/** The people of a corporate member are found like members. */
function contactParts({ contacts }: Searchable): string[] {
  const people = contacts ? [contacts.liaison, contacts.representative, contacts.billing] : [];
  return people.flatMap(({ familyName, givenName, familyNameKana, givenNameKana, email }) => [
    `${familyName} ${givenName}`,
    `${familyName}${givenName}`,
    `${familyNameKana} ${givenNameKana}`,
    `${familyNameKana}${givenNameKana}`,
    email,
  ]);
}

/** What a search looks through: names with and without the space, readings, number, address of mail, affiliation, phone. */
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
    ...contactParts(member),
  ].filter((part) => part.trim() !== '');
  return normaliseIdentifier(parts.join('\n'));
}

export function sortKanaOf(member: Pick<Searchable, 'familyNameKana' | 'givenNameKana'>): string {
  return `${readingSortKey(member.familyNameKana)}\u0002${readingSortKey(member.givenNameKana)}`;
}

/** One expression per typed word; hiragana finds katakana. What is typed is matched as it stands (security.md T52). */
export function searchExpressions(typed: string): RegExp[] {
  const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return normaliseIdentifier(typed)
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, 8)
    .map((word) => new RegExp([...new Set([literal(word), literal(normaliseIdentifier(toKatakana(word)))])].join('|')));
}
