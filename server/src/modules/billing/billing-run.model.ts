import type { ItemCategory } from '@tsudoi/shared/contracts/billing/billing-item.contract';
import type { AmountPart, RunState, TaxCategory, exclusionReasons } from '@tsudoi/shared/contracts/billing/billing.contract';
import type { AdjustmentId, BillId, BillingItemId, BillingRunId, MemberId, MembershipTypeId, OrgId } from '@tsudoi/shared/kernel/ids';
import type { FiscalYear, JstDate, JstMonth } from '@tsudoi/shared/kernel/jst';
import type { Yen } from '@tsudoi/shared/kernel/yen';
import type { AuditActor } from '../../platform/actor.ts';

export type ExclusionReasonCode = (typeof exclusionReasons)[number];

export interface BillingRunDocument {
  _id: BillingRunId;
  orgId: OrgId;
  billingItemId: BillingItemId;
  itemName: string;
  /** Absent: annual, from before there were other runs. */
  category?: ItemCategory;
  proviso: string;
  taxCategory: TaxCategory;
  billName: string;
  /** When it was given another name; absent until then. */
  renamedAt?: Date;
  /** Its bills are still taking its name; absent or false for most. */
  renaming?: boolean;
  fiscalYear: FiscalYear;
  allocationStartMonth: JstMonth;
  dueOn: JstDate;
  excludedMembershipTypeIds: MembershipTypeId[];
  /** The members that it was planned for alone; absent: everybody. */
  memberIds?: MemberId[];
  state: RunState;
  /** Requested, processing or paused: a unique index allows one per item. */
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
  confirmation: { state: 'not_started' | 'processing' | 'paused' | 'completed'; done: number; total: number };
  /** Absent until somebody cancels the whole run. */
  cancellation?: RunCancellation | null;
  /** Fencing of the worker: real time, and a token that grows with every claim. */
  leaseUntil: Date | null;
  leaseToken: number;
}

export interface RunCancellation {
  state: 'processing' | 'completed';
  reason: string;
  actor: AuditActor;
  done: number;
  /** Have money on them or a card payment under way: they stay. */
  kept: number;
  total: number;
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
  /** Absent where it is the run's own. */
  taxCategory?: TaxCategory;
  oneTimeAdjustmentIds: AdjustmentId[];
  lastYearAmount: Yen | null;
  changed: boolean;
  billId: BillId | null;
  billNumber: string;
  failure: string | null;
}

export const billingRunCollection = 'billing_runs';
export const planRowCollection = 'billing_plan_rows';
