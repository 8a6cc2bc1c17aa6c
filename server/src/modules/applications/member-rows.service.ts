import { type MemberRows, asMoved, pointRows } from '../../platform/member-rows.ts';
import { applicationsOfMembers, findOpenOf, applicationCollection } from './application.repository.ts';

export const applicationRows: MemberRows = {
  kind: 'applications',
  async rowsOf({ db, scope, session }, memberId) {
    return (await applicationsOfMembers(db, scope, [memberId], session)).map(({ _id }) => ({ id: _id, amount: 0 }));
  },
  move: (context, ids, to) => pointRows(context, applicationCollection, ids, to, true),
  goingBack: asMoved,
  /** Its decision is about one record: which one has to be known when it is made. */
  async obstacles({ db, scope, session }, keptId, mergedId) {
    const open = [await findOpenOf(db, scope, keptId, session), await findOpenOf(db, scope, mergedId, session)];
    return open.flatMap((one) => (one ? [{ kind: 'applied' as const, ref: one._id, label: one.email }] : []));
  },
};
