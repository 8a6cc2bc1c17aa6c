import { type MemberRows, asMoved, ownersIn, pointRows } from '../../platform/member-rows.ts';
import { changeRequestCollection, idsOfRequests, waitingOf } from './change-request.repository.ts';
import { findCustomFields } from './custom-field.repository.ts';
import { filesOfMember, storedFileCollection } from './stored-file.repository.ts';

/** Files follow the record, whichever of the two values was chosen: none is lost with the record that is emptied. */
export const fileRows: MemberRows = {
  kind: 'files',
  ownersAmong: ownersIn(storedFileCollection),
  async rowsOf({ db, scope, session }, memberId) {
    return (await filesOfMember(db, scope, memberId, session)).map(({ _id }) => ({ id: _id, amount: 0 }));
  },
  move: (context, ids, to) => pointRows(context, storedFileCollection, ids, to, false),
  goingBack: asMoved,
};

/** What was asked and decided follows the record, so that the member still finds it; what waits is decided where it was asked. */
export const changeRequestRows: MemberRows = {
  kind: 'change_requests',
  ownersAmong: ownersIn(changeRequestCollection),
  async rowsOf({ db, scope, session }, memberId) {
    return (await idsOfRequests(db, scope, memberId, session)).map((id) => ({ id, amount: 0 }));
  },
  move: (context, ids, to) => pointRows(context, changeRequestCollection, ids, to, false),
  goingBack: asMoved,
  async obstacles({ db, scope, session }, keptId, mergedId) {
    const { fields } = await findCustomFields(db, scope, session);
    const waiting = [...(await waitingOf(db, scope, keptId, session)), ...(await waitingOf(db, scope, mergedId, session))];
    return waiting.map(({ _id, fieldId }) => ({
      kind: 'change_asked' as const,
      ref: _id,
      label: fields.find((field) => field.fieldId === fieldId)?.label ?? '',
    }));
  },
};
