import type { ContactPerson } from '@tsudoi/shared/contracts/members/member-kind.contract';
import type { MemberDocument } from './member.repository.ts';

type Named = Pick<ContactPerson, 'familyName' | 'givenName' | 'familyNameKana' | 'givenNameKana'>;

/** Who logs in for a member: of a body its 連絡者 (MEM-07). */
export const whoLogsIn = (member: Pick<MemberDocument, 'kind' | 'contacts' | keyof Named>): Named =>
  member.kind === 'corporate' && member.contacts ? member.contacts.liaison : member;
