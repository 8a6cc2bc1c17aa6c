import { type MemberRows, asMoved, ownersIn, pointRows } from '../../platform/member-rows.ts';
import { membershipTermCollection, termsOfMember } from './membership-term.repository.ts';
import { consentsOfMember, renewalConsentCollection } from './renewal-consent.repository.ts';
import { renewalCollection, renewalsOfMember } from './renewal.repository.ts';

const owned = (found: readonly { readonly _id: string }[]) => found.map(({ _id }) => ({ id: _id, amount: 0 }));

/** Terms of both records are terms of the one person; the bills that paid for them went along before. */
export const termRows: MemberRows = {
  kind: 'terms',
  ownersAmong: ownersIn(membershipTermCollection),
  rowsOf: async ({ db, scope, session }, memberId) => owned(await termsOfMember(db, scope, memberId, session)),
  move: (context, ids, to) => pointRows(context, membershipTermCollection, ids, to, false),
  /** With what took them back since, and what bills that go back have paid for. */
  async goingBack({ db, scope, session }, moved, keptId, back) {
    const own = new Set<string>(moved);
    const bills = new Set<string>(back.bills);
    const going = (await termsOfMember(db, scope, keptId, session)).filter(
      ({ _id, reverses, billId }) => own.has(_id) || (reverses !== null && own.has(reverses)) || (billId !== null && bills.has(billId)),
    );
    return { ids: going.map(({ _id }) => _id), blockers: [] };
  },
};

export const renewalRows: MemberRows = {
  kind: 'renewals',
  ownersAmong: ownersIn(renewalCollection),
  rowsOf: async ({ db, scope, session }, memberId) => owned(await renewalsOfMember(db, scope, memberId, session)),
  move: (context, ids, to) => pointRows(context, renewalCollection, ids, to, true),
  goingBack: asMoved,
};

/** The newest word of both counts. */
export const renewalConsentRows: MemberRows = {
  kind: 'renewal_consents',
  ownersAmong: ownersIn(renewalConsentCollection),
  rowsOf: async ({ db, scope, session }, memberId) => owned(await consentsOfMember(db, scope, memberId, session)),
  move: (context, ids, to) => pointRows(context, renewalConsentCollection, ids, to, false),
  goingBack: asMoved,
};
