import { type MemberRows, pointRows } from '../../platform/member-rows.ts';
import { collectionCollection, collectionsOfMember, findCollections } from './collection.repository.ts';
import { planCollection, plansOfMember } from './plan.repository.ts';
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

/** What is paid each month is paid by the record that stays. The card is the provider's and is asked for anew. */
export const planRows: MemberRows = {
  kind: 'recurring_plans',
  async rowsOf({ db, scope, session }, memberId) {
    return (await plansOfMember(db, scope, memberId, session)).map(({ _id }) => ({ id: _id, amount: 0 }));
  },
  move: (context, ids, to) => pointRows(context, planCollection, ids, to, true),
  async goingBack({ db, scope, session }, moved, keptId) {
    const present = new Set<string>((await plansOfMember(db, scope, keptId, session)).map(({ _id }) => _id));
    return { ids: moved.filter((id) => present.has(id)), blockers: [] };
  },
};
