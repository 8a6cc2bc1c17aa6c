import type { AmountPart, RunState, exclusionReasons } from '@tsudoi/shared/contracts/billing/billing.contract';
import type { AdjustmentId, BillId, BillingItemId, BillingRunId, MemberId, MembershipTypeId, OrgId } from '@tsudoi/shared/kernel/ids';
import type { FiscalYear, JstDate, JstMonth } from '@tsudoi/shared/kernel/jst';
import type { Yen } from '@tsudoi/shared/kernel/yen';

export type ExclusionReasonCode = (typeof exclusionReasons)[number];

export interface BillingRunDocument {
  _id: BillingRunId;
  orgId: OrgId;
  billingItemId: BillingItemId;
  itemName: string;
  proviso: string;
  taxCategory: 'out_of_scope' | 'exempt' | 'standard_10' | 'reduced_8';
  billName: string;
  fiscalYear: FiscalYear;
  allocationStartMonth: JstMonth;
  dueOn: JstDate;
  excludedMembershipTypeIds: MembershipTypeId[];
  state: RunState;
  /** Requested or processing: a unique index allows one per item. */
  active: boolean;
  plannedAt: Date;
  plannedOn: JstDate;
  plannedBy: string;
  /** Hash over (member, in or out, amount): a start compares it with the present, so that exactly the seen plan is made. */
  planDigest: string;
  included: number;
  includedAmount: number;
  zeroAmount: number;
  excluded: number;
  excludedByReason: Partial<Record<ExclusionReasonCode, number>>;
  byType: { membershipTypeName: string; count: number; amount: number }[];
  adjustmentsAmount: number;
  lastYearCount: number;
  lastYearAmount: number;
  /** Rows up to this place in the plan have been worked on. */
  cursor: number;
  done: number;
  failed: number;
  startedAt: Date | null;
  finishedAt: Date | null;
  confirmation: { state: 'not_started' | 'processing' | 'completed'; done: number; total: number };
  /** Fencing of the worker: real time, and a token that grows with every claim. */
  leaseUntil: Date | null;
  leaseToken: number;
}

/** One member of a frozen plan. The bill's id and number are decided here, so that making it twice is one bill. */
export interface PlanRowDocument {
  _id: string;
  orgId: OrgId;
  runId: BillingRunId;
  /** Place in the whole plan. */
  seq: number;
  /** Place among the included, from 1; null for the others. */
  place: number | null;
  memberId: MemberId;
  memberNumber: string;
  name: string;
  kana: string;
  membershipTypeName: string;
  included: boolean;
  reason: ExclusionReasonCode | null;
  reasonDate: JstDate | null;
  amount: Yen;
  parts: AmountPart[];
  oneTimeAdjustmentIds: AdjustmentId[];
  lastYearAmount: Yen | null;
  changed: boolean;
  billId: BillId | null;
  billNumber: string;
  failure: string | null;
}

export const billingRunCollection = 'billing_runs';
export const planRowCollection = 'billing_plan_rows';
