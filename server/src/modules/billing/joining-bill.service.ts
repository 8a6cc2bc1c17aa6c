import type { ApplicationId, BillId, MemberId } from '@tsudoi/shared/kernel/ids';
import { type JstDate, fiscalYearOf } from '@tsudoi/shared/kernel/jst';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import type { AuditActor } from '../../platform/actor.ts';
import { recordLive } from '../../platform/live.ts';
import type { JoiningFeeBill, JoiningFeeDue, Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { listMembershipTypes } from '../members/members.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { pendingChargeOf } from './bill-charge.rules.ts';
import { outstandingYen } from './bill-status.rules.ts';
import { type BillDocument, billsOf, getBill, saveBills } from './bill.repository.ts';
import { factsOf } from './bill.view.ts';
import { joiningItem } from './billing-item.repository.ts';
import { itemOfBill } from './fee-table.rules.ts';
import { openSingleBill } from './opened-bill.service.ts';

/** What the bill is called on My Page, on the receipt and in the books, unless the office has an item for it. */
const plainName = '入会金';

const requestKeyOf = (applicationId: ApplicationId): string => `joining:${applicationId}`;

/**
 * The bill that was made for an application, or null. `memberId`: whose it is, where many are looked for one after the other;
 * no index is whole for what asked for a bill, and one more would cost every bill its entry (docs/decisions/0008).
 */
export async function joiningFeeOf(
  db: Db,
  scope: OrgScope,
  applicationId: ApplicationId,
  session?: ClientSession,
  memberId?: MemberId,
): Promise<JoiningFeeBill | null> {
  const bills = billsOf(db, scope);
  const asked = { requestKey: requestKeyOf(applicationId), category: 'joining' } as const;
  if (memberId === undefined) {
    const bill = await bills.findOne(asked, session);
    return bill && feeOfBill(bill);
  }
  const own = await bills.find({ memberId }, session ? { session } : {}).toArray();
  const bill = own.find(({ requestKey, category }) => requestKey === asked.requestKey && category === asked.category);
  return bill ? feeOfBill(bill) : null;
}

function feeOfBill(bill: BillDocument): JoiningFeeBill {
  const { _id, amount, status, dueOn, provisionalAllocated, charges } = bill;
  const pending = pendingChargeOf(charges);
  return {
    billId: _id,
    amount,
    outstanding: outstandingYen(factsOf(bill)),
    status,
    dueOn,
    provisional: provisionalAllocated > 0,
    numberUntil: pending?.state === 'awaiting' ? pending.expiresAt : null,
  };
}

/** The bill as it stands in this transaction. @throws DomainError NOT_FOUND */
export async function joiningFeeAt(db: Db, scope: OrgScope, billId: BillId, session: ClientSession): Promise<JoiningFeeBill> {
  return feeOfBill(await getBill(db, scope, billId, session));
}

/** Who was approved before paying has longer for it; an earlier day than the bill's changes nothing. @throws DomainError NOT_FOUND, CONFLICT */
export async function extendJoiningFee(
  platform: Platform,
  scope: OrgScope,
  actor: AuditActor,
  billId: BillId,
  dueOn: JstDate,
  session: ClientSession,
): Promise<void> {
  const db = platform.databases.server;
  const bill = await getBill(db, scope, billId, session);
  if (dueOn <= bill.dueOn) return;
  await saveBills(db, scope, [{ bill, change: { dueOn } }], session);
  await recordAudit(
    platform,
    scope,
    actor,
    { action: 'bill.adjust', subjectKind: 'bill', subjectId: billId, subjectName: bill.billNumber, fields: ['dueOn'] },
    session,
  );
  await recordLive(db, scope, [{ topic: 'bills', ref: billId, memberId: bill.memberId }], platform.clock.now(), session);
}

/** A cancelled bill of an application makes room for one over the fee of another type. @throws DomainError CONFLICT */
export async function setJoiningFeeAside(db: Db, scope: OrgScope, billId: BillId, session: ClientSession): Promise<void> {
  const bill = await getBill(db, scope, billId, session);
  await saveBills(db, scope, [{ bill, change: { requestKey: `${bill.requestKey}:replaced` } }], session);
}

/**
 * 入会金, billed and opened at once in the transaction that admits the member, or that takes the application where it is asked
 * for ahead: an admission without its bill, or twice billed, cannot be. The mail of that step tells of it, so none of its own
 * goes out.
 */
export async function billJoiningFee(
  platform: Platform,
  scope: OrgScope,
  actor: AuditActor,
  { member, amount, payableFrom, dueOn, applicationId }: JoiningFeeDue,
  session: ClientSession,
): Promise<JoiningFeeBill> {
  const db = platform.databases.server;
  const [organization, types, item] = await Promise.all([findOrganization(scope), listMembershipTypes(scope), joiningItem(db, scope)]);
  const bill = await openSingleBill(
    platform,
    scope,
    actor,
    {
      member,
      membershipTypeName: types.find((type) => type._id === member.membershipTypeId)?.name ?? '',
      category: 'joining',
      billName: item?.name ?? plainName,
      item: item && itemOfBill(item, member.membershipTypeId),
      amount,
      fiscalYear: fiscalYearOf(payableFrom, organization.fiscalYearStartMonth),
      dueOn,
      requestKey: requestKeyOf(applicationId),
      today: payableFrom,
    },
    applicationId,
    session,
  );
  return joiningFeeAt(db, scope, bill._id, session);
}
