/** A member's name as it is written: family name first; a corporate member has one name and no given name. */
export function fullName(named: { readonly familyName: string; readonly givenName: string }): string {
  return `${named.familyName} ${named.givenName}`.trim();
}

/** The reading of the same. */
export function fullReading(named: { readonly familyNameKana: string; readonly givenNameKana: string }): string {
  return `${named.familyNameKana} ${named.givenNameKana}`.trim();
}

/** Whether both parts of the reading are there: what a first access asks for. Rolls bring 連絡者 of bodies without (docs/decisions/0060). */
export function hasReading({
  familyNameKana,
  givenNameKana,
}: {
  readonly familyNameKana: string;
  readonly givenNameKana: string;
}): boolean {
  return familyNameKana !== '' && givenNameKana !== '';
}

const letters = new Intl.Segmenter('ja', { granularity: 'grapheme' });

/**
 * A name for who may be somebody else: whose it is can be told by those who know the person, and by nobody read off (山田 花○).
 * A corporate member's one name is no secret.
 */
export function carefulName({ familyName, givenName }: { readonly familyName: string; readonly givenName: string }): string {
  const [first, ...more] = Array.from(letters.segment(givenName.trim()), ({ segment }) => segment);
  if (first === undefined) return familyName;
  return `${familyName} ${more.length === 0 ? '' : first}○`.trim();
}
