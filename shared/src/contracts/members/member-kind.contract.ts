import * as z from 'zod';
import { fullName, fullReading } from '../../kernel/names.ts';
import { EmailAddress, OptionalText, PersonNamePart, PhoneNumber, ReadingPart } from '../text.contract.ts';

/** 個人会員 and 法人会員 are kept in one roll and shown on separate screens (MEM-05). */
export const memberKinds = ['individual', 'corporate'] as const;
export const MemberKind = z.enum(memberKinds);
export type MemberKind = z.output<typeof MemberKind>;

const optional = <T extends z.ZodType>(schema: T) => z.union([schema, z.literal('')]);

/** Somebody of a corporate member. All empty: there is nobody in that part. */
export const ContactParts = z.strictObject({
  familyName: optional(PersonNamePart),
  givenName: optional(PersonNamePart),
  familyNameKana: optional(ReadingPart),
  givenNameKana: optional(ReadingPart),
  department: OptionalText,
  title: OptionalText,
  email: optional(EmailAddress),
  phone: optional(PhoneNumber),
});
export type ContactPerson = z.output<typeof ContactParts>;

/** The parts that a contact with a name, an address or a number must have. */
const needed = ['familyName', 'givenName', 'familyNameKana', 'givenNameKana'] as const;
type Issues = { addIssue(issue: { code: 'custom'; message: string; path: string[] }): void };
function missNames(contact: ContactPerson, context: Issues): void {
  for (const part of needed) if (contact[part] === '') context.addIssue({ code: 'custom', message: 'required', path: [part] });
}
export const isNobody = (contact: ContactPerson): boolean => Object.values(contact).every((value) => value === '');

/** Everything known of somebody of a body, as a line of text says it: two lines that differ in nothing are the same person. */
export const personParts = (contact: ContactPerson, formatPhone: (digits: string) => string): string[] =>
  [fullName(contact), fullReading(contact), contact.department, contact.title, contact.email, formatPhone(contact.phone)].filter(
    (part) => part !== '',
  );

export const OptionalContact = ContactParts.superRefine((contact, context) => {
  if (!isNobody(contact)) missNames(contact, context);
});
export const Contact = ContactParts.superRefine(missNames);

/** 代表者, 連絡者 (to whom the office writes) and 請求先 (empty: the 連絡者 gets the bills). */
export const contactRoles = ['liaison', 'representative', 'billing'] as const;
export type ContactRole = (typeof contactRoles)[number];
export const Contacts = z.strictObject({ liaison: Contact, representative: OptionalContact, billing: OptionalContact });
export type Contacts = z.output<typeof Contacts>;
export const ContactsView = z.object({ liaison: ContactParts, representative: ContactParts, billing: ContactParts });

export const nobody: ContactPerson = {
  familyName: '',
  givenName: '',
  familyNameKana: '',
  givenNameKana: '',
  department: '',
  title: '',
  email: '',
  phone: '',
};
