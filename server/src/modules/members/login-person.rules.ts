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

type Liaison = Pick<ContactPerson, 'familyName' | 'givenName' | 'email'>;

/** Of whom a roll has one name only, that one. */
const nameOf = ({ familyName, givenName }: Liaison): string => givenName || familyName;

/**
 * Whether the 連絡者 of a body has become somebody else. Who marries keeps the given name, who gets another mailbox keeps the name:
 * only where both are others is it another person, whose log-in is not that of the one before.
 */
export function isOtherLiaison(
  before: Pick<MemberDocument, 'kind' | 'contacts'>,
  after: Pick<Partial<MemberDocument>, 'contacts'>,
): boolean {
  if (before.kind !== 'corporate' || !before.contacts || !after.contacts) return false;
  const [was, is] = [before.contacts.liaison, after.contacts.liaison];
  return nameOf(was) !== nameOf(is) && was.email.toLowerCase() !== is.email.toLowerCase();
}
