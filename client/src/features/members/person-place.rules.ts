import type { recordTexts } from './record-texts.ts';
import type { memberTexts } from './texts.ts';

type Corporate = (typeof recordTexts)['ja']['corporate'];
type Person = (typeof memberTexts)['ja']['person'];
type Named<Words> = { readonly [Word in keyof Words]: string };

export interface PersonWords {
  readonly corporate: Named<Pick<Corporate, 'department' | 'personTitle' | 'email' | 'phone'>> & {
    readonly roles: Named<Corporate['roles']>;
  };
  readonly person: Named<Person>;
}

/** What a place of the people of a corporate member is called apart from its heading: 連絡者 電話. */
export function personPlace({ corporate, person }: PersonWords, path: string): string | null {
  const [, role, field = ''] = /^contacts\.(liaison|representative|billing)(?:\.(\w+))?$/.exec(path) ?? [];
  if (role === undefined) return null;
  const { department, personTitle: title, email, phone } = corporate;
  const { familyName, givenName, familyNameKana, givenNameKana } = person;
  const names: Readonly<Record<string, string>> = { familyName, givenName, familyNameKana, givenNameKana, department, title, email, phone };
  return [corporate.roles[role as keyof Corporate['roles']], names[field]].filter(Boolean).join(' ');
}
