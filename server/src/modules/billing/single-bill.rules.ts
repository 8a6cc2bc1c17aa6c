import type { TaxCategory } from '@tsudoi/shared/contracts/billing/billing.contract';
import { newBillId } from '@tsudoi/shared/kernel/ids';
import { type FiscalYear, type JstDate, monthOf } from '@tsudoi/shared/kernel/jst';
import { type Yen, zeroYen } from '@tsudoi/shared/kernel/yen';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { billAmount } from './bill-amount.rules.ts';
import { namesOf } from './bill-member.rules.ts';
import type { BillDocument } from './bill.repository.ts';

export interface SingleBill {
  readonly member: {
    readonly _id: BillDocument['memberId'];
    readonly memberNumber: string;
    readonly familyName: string;
    readonly givenName: string;
    readonly familyNameKana: string;
    readonly givenNameKana: string;
  };
  readonly membershipTypeName: string;
  readonly category: 'adhoc' | 'joining' | 'annual' | 'recurring';
  readonly billName: string;
  /** What the receipt says and how it is taxed, where an item of the office tells; else the name, and no tax. */
  readonly item?: { readonly itemId: BillDocument['itemId']; readonly proviso: string; readonly taxCategory: TaxCategory } | null;
  readonly amount: Yen;
  readonly fiscalYear: FiscalYear;
  readonly dueOn: JstDate;
  readonly requestKey: string;
  readonly requestHash: string;
  readonly today: JstDate;
  readonly now: Date;
}

/** The draft of a bill over one sum, outside of any run; adjustments belong to annual dues and do not touch it. */
export function singleBill(scope: OrgScope, asked: SingleBill): Omit<BillDocument, 'billNumber'> {
  const { member, billName } = asked;
  const { amount, parts } = billAmount(asked.amount, billName, []);
  return {
    _id: newBillId(),
    orgId: scope.orgId,
    memberId: member._id,
    ...namesOf(member),
    membershipTypeName: asked.membershipTypeName,
    itemId: asked.item?.itemId ?? null,
    category: asked.category,
    billName,
    proviso: asked.item?.proviso ?? billName,
    fiscalYear: asked.fiscalYear,
    allocationStartMonth: monthOf(asked.today),
    runId: null,
    requestKey: asked.requestKey,
    requestHash: asked.requestHash,
    lines: [{ label: billName, amount, taxCategory: asked.item?.taxCategory ?? 'out_of_scope' }],
    parts,
    oneTimeAdjustmentIds: [],
    amount,
    allocated: zeroYen,
    provisionalAllocated: zeroYen,
    status: 'draft',
    live: true,
    charges: [],
    dueOn: asked.dueOn,
    createdAt: asked.now,
    confirmedAt: null,
    cancelledAt: null,
    cancelReason: '',
    version: 0,
  };
}
