import { parsePhoneNumber } from 'awesome-phonenumber';

/**
 * A stored number (digits only) as people in Japan write it: 03-1234-5678, 0422-21-2345, 090-1234-5678. Where the area code
 * ends only a table knows, so a library holds it; a number it does not know is shown as it is stored.
 */
export function formatPhone(digits: string): string {
  if (digits === '') return '';
  // 060 is a mobile range from July 2026 on; tables made before it do not know that it is cut like 090.
  // 0800 is no mobile number but a free one.
  if (/^0[5-9]0[1-9]\d{7}$/.test(digits)) return `${digits.slice(0, 3)}-${digits.slice(3, 7)}-${digits.slice(7)}`;
  const key = `${digits.slice(0, 7)}${digits.length}`;
  let groups = groupsByStart.get(key);
  if (groups === undefined) {
    const parsed = parsePhoneNumber(digits, { regionCode: 'JP' });
    groups = parsed.valid ? parsed.number.national.split('-').map((group) => group.length) : [];
    if (groupsByStart.size < startsKept) groupsByStart.set(key, groups);
  }
  let from = 0;
  const parts = groups.map((length) => digits.slice(from, (from += length)));
  return parts.length === 0 ? digits : parts.join('-');
}

/** Where a number is cut hangs on its first seven digits; a file of the roll asks a hundred thousand times. */
const groupsByStart = new Map<string, number[]>();
const startsKept = 20_000;
