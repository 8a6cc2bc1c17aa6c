interface Town {
  readonly prefecture: string;
  readonly city: string;
  readonly town: string;
}

/** A place as it begins an address. */
export const placeOf = ({ prefecture, city, town }: Town): string => `${prefecture}${city}${town}`;

/** The seven digits of a postal code as people write it; '' while it is none. */
export function postalDigits(typed: string): string {
  const digits = typed.normalize('NFKC').replace(/[〒\s\-‐‑–—−ー]/g, '');
  return /^\d{7}$/.test(digits) ? digits : '';
}

/**
 * The address after a place was found or chosen for its postal code. What was filled in before gives way to the new place
 * and a street behind it stays. An address that somebody typed is never replaced: a place that was chosen goes before it
 * (unless it names its prefecture already), one that was merely found leaves it alone.
 */
export function addressWith(place: string, present: string, filled: string, wasChosen: boolean): string {
  if (present.trim() === '') return place;
  if (filled !== '' && present.startsWith(filled)) return `${place}${present.slice(filled.length)}`;
  if (!wasChosen || /^\s*(東京都|北海道|京都府|大阪府|.{2,3}県)/.test(present)) return present;
  return `${place}${present}`;
}
