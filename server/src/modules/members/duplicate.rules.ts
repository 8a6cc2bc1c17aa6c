import type { DuplicateReason } from '@tsudoi/shared/contracts/members/duplicate.contract';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { foldReading } from '@tsudoi/shared/kernel/kana';
import { foldForSearch } from './search-fold.rules.ts';

/** What of a record is compared with another's. */
export interface Comparable {
  readonly _id: MemberId;
  readonly familyName: string;
  readonly givenName: string;
  readonly familyNameKana: string;
  readonly givenNameKana: string;
  readonly birthDate: string;
  readonly contactEmail: string;
  readonly phone: string;
}

/** How somebody is called, and the day they were born. */
type Called = Pick<Comparable, 'familyName' | 'givenName' | 'familyNameKana' | 'givenNameKana' | 'birthDate'>;

export interface Candidate {
  readonly pair: readonly [MemberId, MemberId];
  readonly reasons: readonly DuplicateReason[];
  /** The likelier, the higher. */
  readonly weight: number;
}

const weights: Readonly<Record<DuplicateReason, number>> = { birthDate: 4, email: 3, phone: 3, reading: 2, name: 2 };
const same = (left: string, right: string): boolean => left !== '' && left === right;

function comparedNames(left: Called, right: Called) {
  const given = same(foldReading(left.givenNameKana), foldReading(right.givenNameKana));
  const reading = given && same(foldReading(left.familyNameKana), foldReading(right.familyNameKana));
  const name = same(foldForSearch(`${left.familyName}${left.givenName}`), foldForSearch(`${right.familyName}${right.givenName}`));
  return { given, reading, name };
}

const otherBirthDates = (left: Called, right: Called): boolean =>
  left.birthDate !== '' && right.birthDate !== '' && left.birthDate !== right.birthDate;

/**
 * Whether somebody who reads the mailbox of a record is called like its person: only then may the record become theirs
 * without anybody looking (domain.md 6, case 13 and 23). After a marriage the given name and the day of birth say it.
 */
export function isCalledLike(left: Called, right: Called): boolean {
  if (otherBirthDates(left, right)) return false;
  const { given, reading, name } = comparedNames(left, right);
  return reading || name || (given && same(left.birthDate, right.birthDate));
}

/**
 * Why two records may be one person; empty when they are not to be thought of as one. A family shares its mailbox and its
 * telephone (domain.md 6, case 23), and a namesake the reading: neither is enough alone, and another day of birth is
 * another person.
 */
export function reasonsFor(left: Comparable, right: Comparable): DuplicateReason[] {
  if (otherBirthDates(left, right)) return [];
  const { given, reading, name } = comparedNames(left, right);
  const birthDate = same(left.birthDate, right.birthDate);
  const email = same(left.contactEmail, right.contactEmail);
  const phone = same(left.phone, right.phone);
  const reached = birthDate || email || phone;
  // A family name changes with a marriage; the given name, the day of birth and the mailbox stay.
  const isOne =
    (reading && (reached || name)) || (given && (birthDate || email) && reached) || (name && reached) || (birthDate && (email || phone));
  if (!isOne) return [];
  const all = { reading, name, birthDate, email, phone };
  return (Object.keys(all) as DuplicateReason[]).filter((reason) => all[reason]);
}

/** The name of a pair, whichever is named first. */
export function pairKey(one: MemberId, other: MemberId): string {
  return one < other ? `${one}:${other}` : `${other}:${one}`;
}

const mostOfOneKind = 50;

/** Pairs among people who share a reading, a mailbox or a telephone, likeliest first. */
export function candidatesAmong(people: readonly Comparable[], dismissed: ReadonlySet<string>): Candidate[] {
  const groups = new Map<string, Comparable[]>();
  for (const person of people) {
    const reading = foldReading(`${person.familyNameKana}${person.givenNameKana}`);
    const shared = [`r${reading}`, person.contactEmail && `m${person.contactEmail}`, person.phone && `p${person.phone}`];
    for (const key of shared) if (key) groups.set(key, [...(groups.get(key) ?? []), person]);
  }
  const found = new Map<string, Candidate>();
  for (const group of groups.values()) {
    // An office's own mailbox stands in hundreds of records: it says nothing of anybody.
    const members = group.slice(0, mostOfOneKind);
    for (const [at, left] of members.entries())
      for (const right of members.slice(at + 1)) {
        const key = pairKey(left._id, right._id);
        if (dismissed.has(key) || found.has(key)) continue;
        const reasons = reasonsFor(left, right);
        if (reasons.length === 0) continue;
        found.set(key, { pair: [left._id, right._id], reasons, weight: reasons.reduce((sum, reason) => sum + weights[reason], 0) });
      }
  }
  return [...found.values()].sort((left, right) => right.weight - left.weight || (pairKey(...left.pair) < pairKey(...right.pair) ? -1 : 1));
}
