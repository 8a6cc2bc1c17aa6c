import { type MemberRows, asMoved, ownersIn, pointRows } from '../../platform/member-rows.ts';
import { applicationsOfMembers, findOpenOf, applicationCollection } from './application.repository.ts';
import { signedAmong, signedFormCollection } from './signed-form.repository.ts';

export const applicationRows: MemberRows = {
  kind: 'applications',
  ownersAmong: ownersIn(applicationCollection),
  async rowsOf({ db, scope, session }, memberId) {
    return (await applicationsOfMembers(db, scope, [memberId], session)).map(({ _id }) => ({ id: _id, amount: 0 }));
  },
  /** What was signed with an application goes where it goes. */
  async move(context, ids, to) {
    await pointRows(context, applicationCollection, ids, to, true);
    if (ids.length > 0)
      await pointRows(context, signedFormCollection, await signedAmong(context.db, context.scope, ids, context.session), to, false);
  },
  goingBack: asMoved,
  /** Its decision is about one record: which one has to be known when it is made. */
  async obstacles({ db, scope, session }, keptId, mergedId) {
    const open = [await findOpenOf(db, scope, keptId, session), await findOpenOf(db, scope, mergedId, session)];
    return open.flatMap((one) => (one ? [{ kind: 'applied' as const, ref: one._id, label: one.email }] : []));
  },
};
