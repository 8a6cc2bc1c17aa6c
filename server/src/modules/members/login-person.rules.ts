import type { ContactPerson } from '@tsudoi/shared/contracts/members/member-kind.contract';
import { mayLogIn } from './member-status.rules.ts';
import type { MemberDocument } from './member.repository.ts';
import { foldForSearch } from './search-fold.rules.ts';

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

const folded = (name: string): string => foldForSearch(name).replace(/\s+/g, '');
const wholeOf = ({ familyName, givenName }: Liaison): string => folded(`${familyName}${givenName}`);

/**
 * Whether one name may be the other's: spelled, split or completed otherwise, or of another family (a marriage). Where nobody was
 * written down, there is nobody whose log-in would have to end.
 */
function mayBeOne(was: Liaison, is: Liaison): boolean {
  if (wholeOf(was) === '' || wholeOf(was) === wholeOf(is)) return true;
  const [before, after] = [folded(was.givenName), folded(is.givenName)];
  return before !== '' && after !== '' ? before === after : folded(was.familyName) === folded(is.familyName);
}

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
  return !mayBeOne(was, is) && was.email.toLowerCase() !== is.email.toLowerCase();
}
