/** A member's name as it is written: family name first; a corporate member has one name and no given name. */
export function fullName(named: { readonly familyName: string; readonly givenName: string }): string {
  return `${named.familyName} ${named.givenName}`.trim();
}

/** The reading of the same. */
export function fullReading(named: { readonly familyNameKana: string; readonly givenNameKana: string }): string {
  return `${named.familyNameKana} ${named.givenNameKana}`.trim();
}
