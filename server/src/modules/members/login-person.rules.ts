import type { ContactPerson } from '@tsudoi/shared/contracts/members/member-kind.contract';
import { mayLogIn } from './member-status.rules.ts';
import type { MemberDocument } from './member.repository.ts';

type Named = Pick<ContactPerson, 'familyName' | 'givenName' | 'familyNameKana' | 'givenNameKana'>;

/** Who logs in for a member: of a body its 連絡者 (MEM-07). */
export const whoLogsIn = (member: Pick<MemberDocument, 'kind' | 'contacts' | keyof Named>): Named =>
  member.kind === 'corporate' && member.contacts ? member.contacts.liaison : member;

/** Whether My Page is open to somebody: of a body only where the office lets them (MEM-07). */
export const mayUseMyPage = (
  { status, mergedInto, kind }: Pick<MemberDocument, 'status' | 'mergedInto' | 'kind'>,
  corporateMyPage: boolean,
): boolean => mayLogIn(status) && !mergedInto && (kind !== 'corporate' || corporateMyPage);
