import { type MemberRows, pointRows, withOtherRows } from '../../platform/member-rows.ts';
import { paperCollection, papersOfMember } from './paper.repository.ts';
import { allReceiptsOfMember, receiptCollection } from './receipt.repository.ts';

/** A receipt is whose bill it is for; what is printed on it never changes. */
export const receiptRows: MemberRows = {
  kind: 'receipts',
  ownersAmong: withOtherRows,
  async rowsOf({ db, scope, session }, memberId) {
    return (await allReceiptsOfMember(db, scope, memberId, session)).map(({ _id, content }) => ({ id: _id, amount: content.amount }));
  },
  move: (context, ids, to) => pointRows(context, receiptCollection, ids, to, false),
  async goingBack({ db, scope, session }, _moved, keptId, back) {
    const going = new Set<string>(back.bills);
    const receipts = await allReceiptsOfMember(db, scope, keptId, session);
    return { ids: receipts.filter(({ billId }) => going.has(billId)).map(({ _id }) => _id), blockers: [] };
  },
};

/** The same of invoices and of what was given back. */
export const paperRows: MemberRows = {
  kind: 'papers',
  ownersAmong: withOtherRows,
  async rowsOf({ db, scope, session }, memberId) {
    return (await papersOfMember(db, scope, memberId, session)).map(({ _id, amount }) => ({ id: _id, amount }));
  },
  move: (context, ids, to) => pointRows(context, paperCollection, ids, to, false),
  async goingBack({ db, scope, session }, _moved, keptId, back) {
    const going = new Set<string>(back.bills);
    const papers = await papersOfMember(db, scope, keptId, session);
    return { ids: papers.filter(({ billId }) => billId !== null && going.has(billId)).map(({ _id }) => _id), blockers: [] };
  },
};
