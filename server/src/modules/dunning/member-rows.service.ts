import { type MemberRows, ownersIn, pointRows, withOtherRows } from '../../platform/member-rows.ts';
import {
  billIdsOf,
  dunningHoldCollection,
  dunningNoticeCollection,
  holdsOfMembers,
  noticesOfMembers,
} from './dunning-notice.repository.ts';

/** What was sent follows the bills it was about; what was said in it never changes. */
export const dunningRows: MemberRows = {
  kind: 'dunning',
  ownersAmong: withOtherRows,
  async rowsOf({ db, scope, session }, memberId) {
    const found = await noticesOfMembers(db, scope, [memberId], session);
    return (found.get(memberId) ?? []).map(({ _id }) => ({ id: _id, amount: 0 }));
  },
  move: (context, ids, to) => pointRows(context, dunningNoticeCollection, ids, to, false),
  async goingBack({ db, scope, session }, moved, keptId, back) {
    const going = new Set<string>(back.bills);
    const own = new Set(moved);
    const found = (await noticesOfMembers(db, scope, [keptId], session)).get(keptId) ?? [];
    const ids = found.filter((notice) => own.has(notice._id) || billIdsOf(notice).every((billId) => going.has(billId)));
    return { ids: ids.map(({ _id }) => _id), blockers: [] };
  },
};

/** Whoever was to be left alone under either record is left alone. */
export const dunningHoldRows: MemberRows = {
  kind: 'dunning_holds',
  ownersAmong: ownersIn(dunningHoldCollection),
  async rowsOf({ db, scope, session }, memberId) {
    const found = await holdsOfMembers(db, scope, [memberId], session);
    return (found.get(memberId) ?? []).map(({ _id }) => ({ id: _id, amount: 0 }));
  },
  move: (context, ids, to) => pointRows(context, dunningHoldCollection, ids, to, false),
  /** What was said of one bill goes with it, also where the bill was made anew or the word was given since. */
  async goingBack({ db, scope, session }, moved, keptId, back) {
    const [own, going] = [new Set(moved), new Set<string>(back.bills)];
    const present = (await holdsOfMembers(db, scope, [keptId], session)).get(keptId) ?? [];
    const ids = present.filter(({ _id, billId }) => (billId === null ? own.has(_id) : going.has(billId))).map(({ _id }) => _id);
    return { ids, blockers: [] };
  },
};
