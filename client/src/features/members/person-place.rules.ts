import type { ja as recordJa } from './record-texts.ts';
import type { ja as memberJa } from './texts.ts';

type Named<Words> = { readonly [Word in keyof Words]: string };

export interface PersonWords {
  readonly corporate: Named<Pick<(typeof recordJa)['corporate'], 'department' | 'personTitle' | 'email' | 'phone'>> & {
    readonly roles: Named<(typeof recordJa)['corporate']['roles']>;
  };
  readonly person: Named<Pick<(typeof memberJa)['person'], 'familyName' | 'givenName' | 'familyNameKana' | 'givenNameKana'>>;
}

/** What a place of the people of a corporate member is called apart from its heading: 連絡者 電話. */
export function personPlace({ corporate, person }: PersonWords, path: string): string | null {
  const [, role, field = ''] = /^contacts\.(liaison|representative|billing)(?:\.(\w+))?$/.exec(path) ?? [];
  if (role === undefined) return null;
  const { department, personTitle: title, email, phone } = corporate;
  const { familyName, givenName, familyNameKana, givenNameKana } = person;
  const names: Readonly<Record<string, string>> = { familyName, givenName, familyNameKana, givenNameKana, department, title, email, phone };
  return [corporate.roles[role as keyof PersonWords['corporate']['roles']], names[field]].filter(Boolean).join(' ');
}
