import { hyphenLike } from '@tsudoi/shared/kernel/letters';
import { type PostalAddress, noAddress, prefectureOf } from '@tsudoi/shared/kernel/postal-address';
import type { PostalTown } from '@tsudoi/shared/contracts/organizations/postal-code.contract';

/** A place as it begins an address. */
export const placeOf = ({ prefecture, city, town }: PostalTown): string => `${prefecture}${city}${town}`;

/** The seven digits of a postal code as people write it; '' while it is none. */
export function postalDigits(typed: string): string {
  const digits = typed
    .normalize('NFKC')
    .replace(hyphenLike, '')
    .replace(/[〒\s]/g, '');
  return /^\d{7}$/.test(digits) ? digits : '';
}

/** A text behind the part that it begins with. */
const behind = (text: string, part: string): string => (part !== '' && text.startsWith(part) ? text.slice(part.length) : text);

const inTown = ({ prefecture, city, town }: PostalTown, street: string): Omit<PostalAddress, 'building'> => ({
  prefecture: prefectureOf(prefecture),
  city,
  street: `${town}${street}`,
  country: null,
});

/** The address of a town, without a street; the building stays. */
export const townAlone = (town: PostalTown, { building }: PostalAddress): PostalAddress => ({ ...inTown(town, ''), building });

/**
 * The address after a place was found or chosen for its postal code. What was filled in before gives way to the new place,
 * and a street behind it stays. What somebody typed is never replaced: a place goes into parts that are empty, and one that
 * was chosen goes before a street that was typed first. Null where the present address is left as it is.
 */
export function addressWith(town: PostalTown, present: PostalAddress, filled: PostalTown | null, wasChosen: boolean): PostalAddress | null {
  const { prefecture, city, street, building } = present;
  const isTyped = prefecture !== '' || city !== '';
  if (filled && prefecture === filled.prefecture && city === filled.city && street.startsWith(filled.town))
    return { ...inTown(town, street.slice(filled.town.length)), building };
  if (isTyped && (prefecture !== town.prefecture || city !== town.city)) return null;
  if (street === '' || street.startsWith(town.town)) return { ...inTown(town, behind(street, town.town)), building };
  if (!isTyped && wasChosen) return { ...inTown(town, street), building };
  return isTyped ? null : { ...inTown({ ...town, town: '' }, street), building };
}

/** The same address in the fields of one abroad: a prefecture goes before the town, and nothing is lost. */
export const asAbroad = (present: PostalAddress): PostalAddress => ({
  ...present,
  prefecture: '',
  city: `${present.prefecture}${present.city}`,
  country: '',
});

/** And back, without the country. */
export function asJapanese(present: PostalAddress): PostalAddress {
  const prefecture = prefectureOf(present.city);
  return { ...noAddress, ...present, prefecture, city: behind(present.city, prefecture), country: null };
}
