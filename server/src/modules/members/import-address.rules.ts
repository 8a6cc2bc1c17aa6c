import { AddressParts } from '@tsudoi/shared/contracts/address.contract';
import { type AddressTarget, addressTargets } from '@tsudoi/shared/contracts/members/member-import.contract';
import { OptionalText } from '@tsudoi/shared/contracts/text.contract';
import {
  type PostalAddress,
  type Prefecture,
  bareAddress,
  joinAddress,
  noAddress,
  prefectureOf,
  prefectures,
  splitAddress,
} from '@tsudoi/shared/kernel/postal-address';
import type * as z from 'zod';

/** What the cells of a row say of an address; a column that the file does not have is absent. */
export type SaidAddress = { [Target in AddressTarget]?: string };

export const isAddressTarget = (target: string): target is AddressTarget => (addressTargets as readonly string[]).includes(target);

const partTargets = addressTargets.filter((target) => target !== 'address');

const { city, street, building } = AddressParts.shape;
export const addressRules: Readonly<Record<AddressTarget, z.ZodType<string>>> = {
  address: OptionalText,
  prefecture: OptionalText,
  city,
  street,
  building,
  country: city,
};

/** An address as one cell, which is how a plan keeps it: a part has no tab in it. */
export const cellOfAddress = ({ prefecture, city, street, building, country }: PostalAddress): string =>
  [prefecture, city, street, building, country ?? ''].join('\t').trimEnd();

/** The way back. A cell without a tab is the one text of a plan from before there were parts, or a prefecture alone. */
export function addressOfCell(cell: string): PostalAddress {
  if (!cell.includes('\t')) return splitAddress(cell);
  const [prefecture = '', city = '', street = '', building = '', country = ''] = cell.split('\t');
  return { prefecture: prefecture as Prefecture, city, street, building, country: country || null };
}

/** Cells that together are more than a part of a record may be. */
export const tooLong = ({ city, street, building }: PostalAddress): boolean =>
  city.length > 100 || street.length > 200 || building.length > 100;

/** People also write 東京 or 大阪 in a column of prefectures. */
const short = new Map<string, Prefecture>(prefectures.map((name) => [name === '北海道' ? name : name.slice(0, -1), name]));
const japan = new Set(['日本', '日本国', 'japan', 'jp']);

/** A text behind the part that it begins with. */
const behind = (text: string, part: string): string => (part !== '' && text.startsWith(part) ? text.slice(part.length).trimStart() : text);
const spaced = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(' ');

/** The street of cells beside a column 住所, which may hold the whole, or only what the others do not say. */
function streetBeside(whole: string, parts: PostalAddress): string {
  const rest = behind(behind(whole, parts.prefecture), parts.city);
  const text = rest.includes(parts.street) ? rest : spaced(parts.street, rest);
  return parts.building !== '' && text.endsWith(parts.building) ? text.slice(0, -parts.building.length).trimEnd() : text;
}

/**
 * The address that a row gives to somebody who had another, or none. One text is split; cells of parts are taken as they
 * stand, and whatever fits nowhere goes to the street, so that nothing is lost. A part without a column stays as it was,
 * and so does everything where the cells say no more than what is there, unless an empty cell empties.
 */
export function addressOfRow(said: SaidAddress, before: PostalAddress, emptyClears: boolean): PostalAddress {
  const { address: whole = '', prefecture: typed = '', country } = said;
  const filled = partTargets.filter((part) => (said[part] ?? '') !== '');
  // Only blanks are different: it falls into the parts that it had.
  if (whole !== '' && filled.length === 0) return bareAddress(whole) === bareAddress(joinAddress(before)) ? before : splitAddress(whole);
  if (whole === '' && !emptyClears && filled.every((part) => said[part] === before[part])) return before;
  if (said.address !== undefined && filled.length === 0) return noAddress;
  const kept = whole === '' ? before : noAddress;
  const named = prefectureOf(typed) === typed ? (typed as Prefecture | '') : (short.get(typed) ?? '');
  let prefecture = said.prefecture === undefined ? kept.prefecture : named;
  let city = said.city ?? kept.city;
  // What is no prefecture stands before the rest.
  if (typed !== '' && named === '') city = `${typed}${city}`;
  if (prefecture === '') {
    prefecture = prefectureOf(city);
    city = behind(city, prefecture);
  }
  const abroad = country === undefined ? (prefecture === '' ? kept.country : null) : japan.has(country.toLowerCase()) ? null : country;
  const parts: PostalAddress = {
    prefecture,
    city,
    street: said.street ?? kept.street,
    building: said.building ?? kept.building,
    country: abroad || null,
  };
  if (whole === '' || bareAddress(whole) === bareAddress(joinAddress(parts))) return parts;
  const street = streetBeside(whole, parts);
  if (city !== '') return { ...parts, street };
  const split = splitAddress(`${prefecture}${street}`);
  return { ...parts, prefecture: split.prefecture, city: split.city, street: split.street };
}
