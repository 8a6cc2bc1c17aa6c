import * as z from 'zod';
import { BillId, BillingRunId, MemberId, MemberRankId, MembershipTypeId, SavedViewId } from '../../kernel/ids.ts';
import { FiscalYear } from '../../kernel/jst.ts';
import { PageRequest } from '../../kernel/page.ts';
import { ArrearsInput } from '../billing/arrears.contract.ts';
import { BillCategory, BillListInput } from '../billing/billing.contract.ts';
import { OrgRole, type Permission, orgRoles } from '../identity/identity.contract.ts';
import { AnyOf, CustomConditions, JoinedCondition, duesFilters } from '../members/member-condition.contract.ts';
import { MemberListInput } from '../members/member.contract.ts';
import { PaymentMethod } from '../payments/payment.contract.ts';
import { SearchText, ShortText } from '../text.contract.ts';
import { ViewList, columnsOf } from './list-column.contract.ts';

const q = SearchText;
const size = PageRequest.shape.size.unwrap();

/** What a list of the roll shows and how: the state of its address, kept under a name. */
export const RollState = z.strictObject({
  q,
  status: MemberListInput.shape.status.unwrap(),
  membershipTypeId: MembershipTypeId.nullable(),
  /** Views that were kept before there were ranks, tags and other conditions have none of them. */
  rankId: MemberRankId.nullable().default(null),
  tag: MemberListInput.shape.tag.unwrap().unwrap().nullable().default(null),
  dues: z.enum(duesFilters).nullable().default(null),
  joined: JoinedCondition.nullable().default(null),
  custom: CustomConditions.default([]),
  anyOf: AnyOf.default([]),
  sort: MemberListInput.shape.sort.unwrap(),
  descending: z.boolean(),
  size,
  columns: columnsOf('members'),
});
export type RollState = z.output<typeof RollState>;

/** The same of bodies. */
export const CorporateRollState = RollState.extend({ columns: columnsOf('corporates') });
export type CorporateRollState = z.output<typeof CorporateRollState>;

export const BillsState = z.strictObject({
  q,
  status: BillListInput.shape.status.unwrap(),
  fiscalYear: FiscalYear.nullable(),
  category: BillCategory.nullable(),
  billingRunId: BillingRunId.nullable(),
  memberId: MemberId.nullable(),
  descending: z.boolean(),
  size,
  columns: columnsOf('bills'),
});
export type BillsState = z.output<typeof BillsState>;

export const PaymentsState = z.strictObject({
  q,
  method: PaymentMethod.nullable(),
  billId: BillId.nullable(),
  memberId: MemberId.nullable(),
  size,
  columns: columnsOf('payments'),
});
export type PaymentsState = z.output<typeof PaymentsState>;

export const ArrearsState = z.strictObject({
  q,
  status: ArrearsInput.shape.status.unwrap(),
  category: BillCategory.nullable(),
  fiscalYear: FiscalYear.nullable(),
  minYears: ArrearsInput.shape.minYears.unwrap(),
  size,
  columns: columnsOf('arrears'),
});
export type ArrearsState = z.output<typeof ArrearsState>;

/** The state that a view of each list has. */
export interface ViewStates {
  readonly members: RollState;
  readonly corporates: CorporateRollState;
  readonly bills: BillsState;
  readonly payments: PaymentsState;
  readonly arrears: ArrearsState;
}

/** Who sees a list may keep it for themselves; what all of the office sees is changed by whoever may change what is listed. */
export const viewRights: Readonly<Record<ViewList, { readonly read: Permission; readonly share: Permission }>> = {
  members: { read: 'members.read', share: 'members.write' },
  corporates: { read: 'members.read', share: 'members.write' },
  bills: { read: 'billing.read', share: 'billing.write' },
  payments: { read: 'payments.read', share: 'payments.write' },
  arrears: { read: 'billing.read', share: 'billing.write' },
};

/** Which list it is decides which state it may have. */
const kept = {
  members: { list: z.literal('members'), state: RollState },
  corporates: { list: z.literal('corporates'), state: CorporateRollState },
  bills: { list: z.literal('bills'), state: BillsState },
  payments: { list: z.literal('payments'), state: PaymentsState },
  arrears: { list: z.literal('arrears'), state: ArrearsState },
};

const told = {
  savedViewId: SavedViewId,
  name: z.string(),
  /** For everybody of the office; else only for whoever made it. */
  shared: z.boolean(),
  own: z.boolean(),
  /** Roles that see it when they open the list. */
  defaultFor: z.array(OrgRole),
};
export const SavedViewView = z.discriminatedUnion('list', [
  z.object({ ...told, ...kept.members }),
  z.object({ ...told, ...kept.corporates }),
  z.object({ ...told, ...kept.bills }),
  z.object({ ...told, ...kept.payments }),
  z.object({ ...told, ...kept.arrears }),
]);
export type SavedViewView = z.output<typeof SavedViewView>;

export const savedViewLimits = { own: 30, shared: 30 } as const;
const asked = {
  name: ShortText.pipe(z.string().max(40, 'too_long')),
  shared: z.boolean(),
  defaultFor: z.array(OrgRole).max(orgRoles.length).default([]),
};
/** A role begins with what its people can see: a shared view. */
const isSeen = ({ shared, defaultFor }: { readonly shared: boolean; readonly defaultFor: readonly unknown[] }): boolean =>
  shared || defaultFor.length === 0;

export const SaveViewInput = z
  .discriminatedUnion('list', [
    z.strictObject({ ...asked, ...kept.members }),
    z.strictObject({ ...asked, ...kept.corporates }),
    z.strictObject({ ...asked, ...kept.bills }),
    z.strictObject({ ...asked, ...kept.payments }),
    z.strictObject({ ...asked, ...kept.arrears }),
  ])
  .refine(isSeen, 'invalid_value');
const savedViewId = SavedViewId;
export const UpdateViewInput = z
  .discriminatedUnion('list', [
    z.strictObject({ savedViewId, ...asked, ...kept.members }),
    z.strictObject({ savedViewId, ...asked, ...kept.corporates }),
    z.strictObject({ savedViewId, ...asked, ...kept.bills }),
    z.strictObject({ savedViewId, ...asked, ...kept.payments }),
    z.strictObject({ savedViewId, ...asked, ...kept.arrears }),
  ])
  .refine(isSeen, 'invalid_value');
export const SavedViewIdInput = z.strictObject({ savedViewId: SavedViewId });
export const SavedViewListInput = z.strictObject({ list: ViewList });
