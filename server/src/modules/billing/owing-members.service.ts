import type { MemberId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { keepOwing } from '../members/members.public.ts';
import { isPayable } from './bill-status.rules.ts';
import { type BillDocument, billsOf } from './bill.repository.ts';

/** A bill as its member sees it: whose, and how it stands now. */
type Moved = Pick<BillDocument, 'memberId' | 'status'>;

/**
 * Says of the members of bills that were opened, settled, cancelled or moved whether they still owe something, in the
 * transaction that did it and after the bills were written. A bill that is open now decides alone; where one was closed,
 * the others of the member are looked at.
 */
export async function keepOwingMembers(db: Db, scope: OrgScope, moved: readonly Moved[], session: ClientSession): Promise<void> {
  const owing = new Map<MemberId, boolean>(moved.map(({ memberId }) => [memberId, false]));
  const note = ({ memberId, status }: Moved) => {
    if (isPayable(status)) owing.set(memberId, true);
  };
  moved.forEach(note);
  const unknown = [...owing].filter(([, isOwing]) => !isOwing).map(([memberId]) => memberId);
  if (unknown.length > 0) {
    const projection = { orgId: 1, memberId: 1, status: 1 };
    (
      await billsOf(db, scope)
        .find({ memberId: { $in: unknown } }, { projection, session })
        .toArray()
    ).forEach(note);
  }
  await keepOwing(db, scope, owing, session);
}
