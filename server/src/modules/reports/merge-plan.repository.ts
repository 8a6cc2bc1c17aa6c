import type { MemberId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Db } from 'mongodb';
import type { BillDocument } from '../billing/billing.public.ts';
import { tenantCollection } from '../../platform/tenant-collection.ts';

/** What hangs on a member, as far as it is counted here. This module only ever reads. */
interface Row {
  orgId: OrgScope['orgId'];
  memberId: string | null;
}

export type BillRow = Row &
  Pick<
    BillDocument,
    'category' | 'itemId' | 'fiscalYear' | 'allocationStartMonth' | 'requestKey' | 'billName' | 'live' | 'status' | 'amount' | 'allocated'
  >;

interface PaymentRow extends Row {
  received: number;
  reversed: number;
}

const most = 1000;

export function billsOfMember(db: Db, scope: OrgScope, memberId: MemberId): Promise<BillRow[]> {
  const projection = {
    _id: 0,
    category: 1,
    itemId: 1,
    fiscalYear: 1,
    allocationStartMonth: 1,
    requestKey: 1,
    billName: 1,
    live: 1,
    status: 1,
    amount: 1,
    allocated: 1,
  };
  return tenantCollection<BillRow>(db, scope, 'bills').find({ memberId }, { projection }).limit(most).toArray();
}

export function paymentsOfMember(db: Db, scope: OrgScope, memberId: MemberId): Promise<PaymentRow[]> {
  return tenantCollection<PaymentRow>(db, scope, 'payments')
    .find({ memberId }, { projection: { _id: 0, received: 1, reversed: 1 } })
    .limit(most)
    .toArray();
}

/** How many of a kind of record name the member. */
export function countOfMember(
  db: Db,
  scope: OrgScope,
  kind: 'receipts' | 'member_adjustments' | 'applications',
  memberId: MemberId,
): Promise<number> {
  return tenantCollection<Row>(db, scope, kind).count({ memberId }, most);
}
