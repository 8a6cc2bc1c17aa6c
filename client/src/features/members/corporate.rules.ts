import { nobody } from '@tsudoi/shared/contracts/members/member-kind.contract';
import type { MemberDetail } from '../../lib/views.ts';

/** A corporate member as its form edits it: one name, and people. */
export function corporateValues(member: MemberDetail) {
  const { familyName, familyNameKana, contacts, membershipTypeId, phone, postalCode, addressParts, rankId, tags, joinedOn, memo } = member;
  return {
    corporateName: familyName,
    corporateNameKana: familyNameKana,
    contacts: contacts ?? { liaison: nobody, representative: nobody, billing: nobody },
    membershipTypeId,
    phone,
    postalCode,
    address: addressParts,
    rankId,
    tags,
    joinedOn,
    memo,
  };
}

const prefix = 'contacts.';

/** Every person of a body beside the other fields, so that each is compared and chosen by itself. */
export function withPeople({ contacts, ...values }: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const people = Object.entries((contacts ?? {}) as Record<string, unknown>);
  return { ...values, ...Object.fromEntries(people.map(([role, person]) => [`${prefix}${role}`, person])) };
}

/** The way back from `withPeople`. */
export function withContacts(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const all = Object.entries(values);
  return {
    ...Object.fromEntries(all.filter(([field]) => !field.startsWith(prefix))),
    contacts: Object.fromEntries(all.flatMap(([field, value]) => (field.startsWith(prefix) ? [[field.slice(prefix.length), value]] : []))),
  };
}

/** Whose person a flat field is; null for any other field. */
export function roleOf(field: string): 'liaison' | 'representative' | 'billing' | null {
  const role = field.startsWith(prefix) ? field.slice(prefix.length) : '';
  return role === 'liaison' || role === 'representative' || role === 'billing' ? role : null;
}
