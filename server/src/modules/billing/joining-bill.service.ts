import type { ApplicationId } from '@tsudoi/shared/kernel/ids';
import { fiscalYearOf } from '@tsudoi/shared/kernel/jst';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import type { AuditActor } from '../../platform/actor.ts';
import type { JoiningFeeBill, JoiningFeeDue, Platform } from '../../platform/platform.ts';
import { listMembershipTypes } from '../members/members.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { billsOf } from './bill.repository.ts';
import { joiningItem } from './billing-item.repository.ts';
import { itemOfBill } from './fee-table.rules.ts';
import { openSingleBill } from './opened-bill.service.ts';

/** What the bill is called on My Page, on the receipt and in the books, unless the office has an item for it. */
const plainName = '入会金';

const requestKeyOf = (applicationId: ApplicationId): string => `joining:${applicationId}`;

/** The bill that was made for an application, or null. */
export async function joiningFeeOf(
  db: Db,
  scope: OrgScope,
  applicationId: ApplicationId,
  session?: ClientSession,
): Promise<JoiningFeeBill | null> {
  const bill = await billsOf(db, scope).findOne({ requestKey: requestKeyOf(applicationId), category: 'joining' }, session);
  if (!bill) return null;
  const { _id, amount, status, dueOn, provisionalAllocated } = bill;
  return { billId: _id, amount, status, dueOn, provisional: provisionalAllocated > 0 };
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
): Promise<void> {
  const db = platform.databases.server;
  const [organization, types, item] = await Promise.all([findOrganization(scope), listMembershipTypes(scope), joiningItem(db, scope)]);
  await openSingleBill(
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
}
