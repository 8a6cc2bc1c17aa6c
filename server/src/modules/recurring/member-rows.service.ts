import { type MemberRows, pointRows } from '../../platform/member-rows.ts';
import { collectionCollection, collectionsOfMember, findCollections } from './collection.repository.ts';
import type { BillId } from '@tsudoi/shared/kernel/ids';

/** How a bill is collected goes wherever the bill goes. */
export const collectionRows: MemberRows = {
  kind: 'collections',
  async rowsOf({ db, scope, session }, memberId) {
    return (await collectionsOfMember(db, scope, memberId, session)).map(({ _id }) => ({ id: _id, amount: 0 }));
  },
  move: (context, ids, to) => pointRows(context, collectionCollection, ids, to, true),
  async goingBack({ db, scope, session }, _moved, _keptId, back) {
    const found = await findCollections(db, scope, (back.bills ?? []) as BillId[], session);
    return { ids: found.map(({ _id }) => _id), blockers: [] };
  },
};
