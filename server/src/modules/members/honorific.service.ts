import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { type Title, titleOf } from './honorific.rules.ts';
import type { MemberDocument } from './member.repository.ts';
import { listMembershipTypes } from './membership-type.repository.ts';

type Titled = Pick<MemberDocument, 'kind' | 'membershipTypeId'>;

/** How letters, mails and papers address members, by the types as they are now: read once for many. */
export async function titlesOf(scope: OrgScope): Promise<(member: Titled) => Title> {
  const chosen = new Map((await listMembershipTypes(scope)).map(({ _id, honorific }) => [_id, honorific]));
  return ({ kind, membershipTypeId }) => titleOf(kind, chosen.get(membershipTypeId));
}
