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

/** The reading of a whole name; '' while a part is not known. A body has one name, which stands in the family name (docs/decisions/0010). */
function readingOf({ familyNameKana, givenName, givenNameKana }: Called): string {
  const [family, given] = [foldReading(familyNameKana), foldReading(givenNameKana)];
  return family === '' || (given === '' && givenName !== '') ? '' : `${family} ${given}`;
}

function comparedNames(left: Called, right: Called) {
  const given = same(foldReading(left.givenNameKana), foldReading(right.givenNameKana));
  const reading = same(readingOf(left), readingOf(right));
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

/** Something two records have in common that is a reason, if no other day of birth speaks against it. */
interface SharedKey {
  readonly key: string;
  /** The day of birth is part of it. */
  readonly dated: boolean;
}

/** Whoever is one by `reasonsFor` has one of these in common. */
function sharedKeysOf(person: Comparable): SharedKey[] {
  const given = foldReading(person.givenNameKana);
  const reading = readingOf(person);
  const name = foldForSearch(`${person.familyName}${person.givenName}`);
  const { birthDate, contactEmail: email, phone } = person;
  const pairs: readonly (readonly [kind: string, left: string, right: string])[] = [
    ['gb', given, birthDate],
    ['rb', reading, birthDate],
    ['nb', name, birthDate],
    ['be', email, birthDate],
    ['bp', phone, birthDate],
    ['ge', given, email],
    ['rp', reading, phone],
    ['rn', reading, name],
    ['ne', name, email],
    ['np', name, phone],
  ];
  return pairs
    .filter(([, left, right]) => left !== '' && right !== '')
    .map(([kind, left, right]) => ({ key: `${kind}:${left}:${right}`, dated: right === birthDate }));
}

/** FNV-1a, 32 bits: two keys that meet by chance cost one more comparison and nothing else. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** A hash and a place in the roll are one number: 32 bits and 21 of them. */
const places = 2 ** 21;

/**
 * Reads a roll of any length once and says who has a reason in common with somebody, keeping a few numbers of each and no
 * names. Namesakes who all have a day of birth are left to the keys that hold it.
 */
export function gatherShared() {
  const memberIds: MemberId[] = [];
  const undated = new Set<number>();
  const hashes = { dated: [] as number[], undated: [] as number[] };
  return {
    add(person: Comparable): void {
      const place = memberIds.push(person._id) - 1;
      if (person.birthDate === '') undated.add(place);
      for (const { key, dated } of sharedKeysOf(person)) hashes[dated ? 'dated' : 'undated'].push(hashOf(key) * places + place);
    },
    /** In the order of the roll. */
    sharing(): MemberId[] {
      const found = new Set<number>();
      const meet = (kept: readonly number[], isWorth: (group: readonly number[]) => boolean) => {
        const sorted = Float64Array.from(kept).sort();
        let group: number[] = [];
        let hash = -1;
        const close = () => {
          if (group.length > 1 && isWorth(group)) for (const place of group) found.add(place);
        };
        for (const entry of sorted) {
          if (Math.floor(entry / places) !== hash) {
            close();
            group = [];
            hash = Math.floor(entry / places);
          }
          group.push(entry % places);
        }
        close();
      };
      meet(hashes.dated, () => true);
      meet(hashes.undated, (group) => group.some((place) => undated.has(place)));
      return [...found].sort((left, right) => left - right).map((place) => memberIds[place]!);
    },
  };
}

/** The name of a pair, whichever is named first. */
export function pairKey(one: MemberId, other: MemberId): string {
  return one < other ? `${one}:${other}` : `${other}:${one}`;
}

const mostOfOneKind = 50;
const mostCandidates = 20_000;

/** Pairs among people who have a reason in common, likeliest first, without those known to be two. */
export function candidatesAmong(people: readonly Comparable[], dismissed: ReadonlySet<string>): Candidate[] {
  const groups = new Map<string, Comparable[]>();
  for (const person of people)
    for (const { key } of sharedKeysOf(person)) {
      const group = groups.get(key);
      // A name that stands for nobody yet may be in hundreds of records: as many pairs as that help nobody.
      if (!group) groups.set(key, [person]);
      else if (group.length < mostOfOneKind) group.push(person);
    }
  const found = new Map<string, Candidate>();
  // The fewer have something in common, the more it says: a day of birth that stands for nobody yet fills the list last.
  for (const group of [...groups.values()].toSorted((left, right) => left.length - right.length))
    for (const [at, left] of group.entries())
      for (const right of group.slice(at + 1)) {
        const key = pairKey(left._id, right._id);
        if (found.size >= mostCandidates || dismissed.has(key) || found.has(key)) continue;
        const reasons = reasonsFor(left, right);
        if (reasons.length === 0) continue;
        found.set(key, { pair: [left._id, right._id], reasons, weight: reasons.reduce((sum, reason) => sum + weights[reason], 0) });
      }
  return [...found.values()].sort((left, right) => right.weight - left.weight || (pairKey(...left.pair) < pairKey(...right.pair) ? -1 : 1));
}
