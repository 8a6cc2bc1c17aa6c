import type { MemberDocument } from '../src/modules/members/member.repository.ts';
import { memberFields } from './server-rig.ts';

const person = (familyName: string, givenName: string, changes: Record<string, string> = {}) => ({
  familyName,
  givenName,
  familyNameKana: 'タナカ',
  givenNameKana: 'イチロウ',
  department: '総務部',
  title: '',
  email: 'tanaka@yama.example',
  phone: '',
  ...changes,
});
const nobody = { familyName: '', givenName: '', familyNameKana: '', givenNameKana: '', department: '', title: '', email: '', phone: '' };

/** What is sent of a corporate member with a 連絡者 and nobody else. */
export function corporate(membershipTypeId: string, changes: Record<string, unknown> = {}) {
  const { memberNumber, phone, postalCode, address, joinedOn, memo } = memberFields(membershipTypeId);
  return {
    corporateName: '株式会社やま',
    corporateNameKana: 'ヤマ',
    membershipTypeId,
    memberNumber,
    phone,
    postalCode,
    address,
    joinedOn,
    memo,
    contacts: { liaison: person('田中', '一郎'), representative: nobody, billing: nobody },
    ...changes,
  };
}

export const contactOf = person;
export const noContact = nobody;

export const liaisonMail = 'soumu@yama.example';
export const billingMail = 'keiri@yama.example';

/** A body with a 連絡者, and a 請求先 where an address of one is given. */
export function bodyWith(address: string, given: Partial<MemberDocument> = {}): Partial<MemberDocument> {
  const contacts = {
    liaison: person('田中', '一郎', { email: liaisonMail }),
    representative: nobody,
    billing: address === '' ? nobody : person('鈴木', '花子', { email: address }),
  };
  const name = { familyName: '株式会社やま', givenName: '', familyNameKana: 'ヤマ', givenNameKana: '' };
  return { kind: 'corporate', ...name, contactEmail: liaisonMail, contacts: contacts as never, ...given };
}
