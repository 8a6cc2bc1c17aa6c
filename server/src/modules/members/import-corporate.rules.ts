import type { CorporateTarget, ImportRowError, ImportTarget, PlainTarget } from '@tsudoi/shared/contracts/members/member-import.contract';
import {
  ContactParts,
  type ContactPerson,
  type ContactRole,
  type Contacts,
  type MemberKind,
  contactRoles,
  isNobody,
  nobody,
} from '@tsudoi/shared/contracts/members/member-kind.contract';
import { fullName } from '@tsudoi/shared/kernel/names';
import { codeOf, words } from './import-clean.rules.ts';

const kindWords = new Map<string, MemberKind>([
  ...['個人', '個人会員', 'individual', 'person'].map((word): [string, MemberKind] => [word, 'individual']),
  ...['法人', '法人会員', '団体', '団体会員', '企業', '企業会員', 'corporate', 'company'].map((word): [string, MemberKind] => [
    word,
    'corporate',
  ]),
]);

/** What a cell says of the kind; undefined for a word that nobody knows. */
export const memberKindOfCell = (cell: string): MemberKind | undefined => kindWords.get(cell.normalize('NFKC').toLowerCase());

type ContactTarget = Exclude<CorporateTarget, 'corporateName' | 'corporateNameKana'>;
type Part = 'name' | 'kana' | 'department' | 'title' | 'email' | 'phone';

/** Whose part of the people of a corporate member a column is. */
const contactParts: Readonly<Record<ContactTarget, readonly [ContactRole, Part]>> = {
  liaisonName: ['liaison', 'name'],
  liaisonKana: ['liaison', 'kana'],
  liaisonDepartment: ['liaison', 'department'],
  liaisonEmail: ['liaison', 'email'],
  liaisonPhone: ['liaison', 'phone'],
  representativeName: ['representative', 'name'],
  representativeKana: ['representative', 'kana'],
  representativeTitle: ['representative', 'title'],
  representativeEmail: ['representative', 'email'],
  representativePhone: ['representative', 'phone'],
  billingName: ['billing', 'name'],
  billingKana: ['billing', 'kana'],
  billingEmail: ['billing', 'email'],
};
export const isContactTarget = (target: ImportTarget): target is ContactTarget => Object.hasOwn(contactParts, target);

/** What the columns say of the people of a corporate member; parts that no column has are absent. */
export type SaidContacts = Partial<Record<ContactRole, Partial<ContactPerson>>>;

/** Columns that mean something else for a body than for a person: its one name stands where a person's does. */
export function corporateMeaning(target: ImportTarget, hasOwn: (target: PlainTarget) => boolean): ImportTarget {
  switch (target) {
    case 'fullName':
    case 'familyName':
      return hasOwn('corporateName') ? 'ignore' : 'corporateName';
    case 'fullKana':
    case 'familyNameKana':
      return hasOwn('corporateNameKana') ? 'ignore' : 'corporateNameKana';
    case 'givenName':
    case 'givenNameKana':
    case 'formerName':
    case 'birthDate':
    case 'affiliation':
      return 'ignore';
    default:
      return target;
  }
}

/** A cell as parts of somebody; a name without a space is all there is of it, as with 総務部. Or what is wrong with it. */
export function readContact(
  target: ContactTarget,
  text: string,
): { readonly role: ContactRole; readonly parts: Partial<ContactPerson> } | { readonly code: string } {
  const [role, part] = contactParts[target];
  const [first = '', ...others] = part === 'name' || part === 'kana' ? words(text) : [text];
  const typed: Partial<ContactPerson> =
    part === 'name'
      ? { familyName: first, givenName: others.join(' ') }
      : part === 'kana'
        ? { familyNameKana: first, givenNameKana: others.join(' ') }
        : { [part]: first };
  const parsed = ContactParts.partial().safeParse(typed);
  return parsed.success ? { role, parts: parsed.data as Partial<ContactPerson> } : { code: codeOf(parsed.error.issues[0]!) };
}

/**
 * The one address of a body by a row, and in which column it stands. Without a 連絡者 it is that of the 代表者, who takes their
 * place (`planContacts`): the roll has it as that of the body, so a row is known again by it.
 */
export function bodyMail(said: SaidContacts, contactEmail: string): { readonly email: string; readonly target: ImportTarget } {
  const liaison: ContactPerson = { ...nobody, ...said.liaison };
  if (liaison.email !== '') return { email: liaison.email, target: 'liaisonEmail' };
  if (contactEmail !== '' || !isNobody(liaison)) return { email: contactEmail, target: 'contactEmail' };
  return { email: said.representative?.email ?? '', target: 'representativeEmail' };
}

const nameTargets = { liaison: 'liaisonName', representative: 'representativeName', billing: 'billingName' } as const;

/**
 * The people of a corporate member as a row makes them. An empty cell leaves what is there; without a 連絡者 the 代表者 is the
 * one to whom the office writes. Readings may be missing: rolls rarely have them, and the form asks for them when next it is
 * saved.
 */
export function planContacts(
  said: SaidContacts,
  before: Contacts | null,
): { readonly after: Contacts; readonly changed: boolean; readonly errors: readonly ImportRowError[] } {
  const whole = (role: ContactRole): ContactPerson => {
    const given = Object.entries(said[role] ?? {}).filter(([, value]) => value !== '');
    return { ...nobody, ...before?.[role], ...Object.fromEntries(given) };
  };
  const [liaison, representative, billing] = [whole('liaison'), whole('representative'), whole('billing')];
  const after: Contacts = { liaison: isNobody(liaison) ? representative : liaison, representative, billing };
  const errors = contactRoles
    .filter((role) => after[role].familyName === '' && (role === 'liaison' || !isNobody(after[role])))
    .map((role): ImportRowError => ({ target: nameTargets[role], code: 'required', value: '' }));
  const changed = contactRoles.some((role) =>
    (Object.keys(nobody) as (keyof ContactPerson)[]).some((part) => (before?.[role] ?? nobody)[part] !== after[role][part]),
  );
  return { after, changed, errors };
}

function textOf(person: ContactPerson, part: Part): string {
  if (part === 'name') return fullName(person);
  return part === 'kana' ? `${person.familyNameKana} ${person.givenNameKana}`.trim() : person[part];
}

/** Where the people of a corporate member become others, by column. */
export function contactChanges(before: Contacts, after: Contacts) {
  return (Object.keys(contactParts) as ContactTarget[]).flatMap((target) => {
    const [role, part] = contactParts[target];
    const [was, now] = [textOf(before[role], part), textOf(after[role], part)];
    return was === now ? [] : [{ target, part, before: was, after: now }];
  });
}
