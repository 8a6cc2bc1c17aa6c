import * as z from 'zod';
import { MemberId } from '../../kernel/ids.ts';
import { ReadingPart, ShortText } from '../text.contract.ts';
import { Contacts } from './member-kind.contract.ts';
import { MemberFields, laterFields } from './member.contract.ts';

/** 法人会員: a name and people instead of a person. Mail goes to the 連絡者, so there is no address beside theirs. */
const CorporateFields = MemberFields.omit({
  familyName: true,
  givenName: true,
  familyNameKana: true,
  givenNameKana: true,
  formerName: true,
  contactEmail: true,
  affiliation: true,
  birthDate: true,
}).extend({
  corporateName: ShortText.pipe(z.string().regex(/[\p{L}\p{N}]/u, 'not_a_name')),
  corporateNameKana: ReadingPart,
  contacts: Contacts,
});
export const CreateCorporateInput = CorporateFields.extend({ issueProvisional: z.boolean().default(false) });
export const UpdateCorporateInput = CorporateFields.omit({ memberNumber: true }).extend({
  ...laterFields,
  memberId: MemberId,
  version: z.number().int().min(0),
});

/** What the people of a corporate member may change on My Page, where the office lets them (MEM-07). */
export const UpdateMyContactsInput = z.strictObject({ contacts: Contacts, version: z.number().int().min(0) });
