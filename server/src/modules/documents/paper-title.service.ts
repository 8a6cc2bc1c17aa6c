import type { BillId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { BillDocument } from '../billing/billing.public.ts';
import { findMembers } from '../members/members.public.ts';
import type { Press } from './paper-facts.service.ts';
import type { OwnName } from './receipt.rules.ts';

/** How the members of these bills are addressed under their own names: by the one rule of labels and letters (decision 98). */
export async function ownNamesOf(
  scope: OrgScope,
  { titleOf }: Pick<Press, 'titleOf'>,
  bills: readonly BillDocument[],
  session?: ClientSession,
): Promise<Map<BillId, OwnName>> {
  const ids = [...new Set(bills.map(({ memberId }) => memberId))];
  const members = new Map((await findMembers(scope, ids, session)).map((member) => [member._id, member]));
  return new Map(
    bills.flatMap(({ _id, memberId, memberName }): [BillId, OwnName][] => {
      const member = members.get(memberId);
      return member ? [[_id, { memberName, title: titleOf(member) }]] : [];
    }),
  );
}
