import * as z from 'zod';
import { AdjustmentId, BillId, BillingItemId, BillingRunId, MemberId, MembershipTypeId } from '../../kernel/ids.ts';
import { FiscalYear, JstDate, JstMonth } from '../../kernel/jst.ts';
import { PageRequest, pageOf } from '../../kernel/page.ts';
import { PriceYen, TotalYen, Yen } from '../../kernel/yen.ts';
import { IdempotencyKey, SearchText, ShortText } from '../text.contract.ts';

export const billCategories = ['joining', 'annual', 'adhoc', 'event', 'recurring'] as const;
export const BillCategory = z.enum(billCategories);

/** draft until confirmed; then derived from amount and live allocations, never set (domain.md 3.6). */
export const billStatuses = ['draft', 'unpaid', 'partly_paid', 'paid', 'overpaid', 'not_required', 'cancelled'] as const;
export const BillStatus = z.enum(billStatuses);
export type BillStatus = z.output<typeof BillStatus>;

export const taxCategories = ['out_of_scope', 'exempt', 'standard_10', 'reduced_8'] as const;
export const TaxCategory = z.enum(taxCategories);

export const BillingItemView = z.object({
  billingItemId: BillingItemId,
  name: z.string(),
  category: BillCategory,
  taxCategory: TaxCategory,
  /** 但し書き of the receipt; {年度} is replaced. */
  proviso: z.string(),
  version: z.number().int(),
});
export const CreateBillingItemInput = z.strictObject({ name: ShortText, category: z.literal('annual'), proviso: ShortText });
export const UpdateBillingItemInput = z.strictObject({
  billingItemId: BillingItemId,
  name: ShortText,
  proviso: ShortText,
  version: z.number().int().min(0),
});

// ── runs
export const runStates = ['planned', 'requested', 'processing', 'completed', 'completed_with_errors', 'failed', 'discarded'] as const;
export const RunState = z.enum(runStates);
export type RunState = z.output<typeof RunState>;

export const PlanRunInput = z.strictObject({
  billingItemId: BillingItemId,
  fiscalYear: FiscalYear,
  /** First month the bill pays for (請求引当開始月); usually the first month of the fiscal year. */
  allocationStartMonth: JstMonth,
  dueOn: JstDate,
  billName: ShortText,
  excludedMembershipTypeIds: z.array(MembershipTypeId).max(100),
});

/** Why a member is left out of a plan. */
export const exclusionReasons = ['not_active', 'excluded_type', 'withdraws_before_start', 'already_billed'] as const;
export const ExclusionReason = z.enum(exclusionReasons);

/** One part of an amount: 内訳. Minus for reductions. */
export const AmountPart = z.object({
  kind: z.enum(['fee', 'permanent_adjustment', 'one_time_adjustment', 'bill_adjustment', 'floor_at_zero']),
  label: z.string(),
  amount: Yen,
  note: z.string(),
});
export type AmountPart = z.output<typeof AmountPart>;

export const PlanRow = z.object({
  memberId: MemberId,
  memberNumber: z.string(),
  name: z.string(),
  membershipTypeName: z.string(),
  included: z.boolean(),
  reason: ExclusionReason.nullable(),
  /** Date that the reason names, e.g. the withdrawal date. */
  reasonDate: JstDate.nullable(),
  amount: PriceYen,
  parts: z.array(AmountPart),
  lastYearAmount: PriceYen.nullable(),
  /** Set once the run has worked on the row. */
  billId: BillId.nullable(),
  failure: z.string().nullable(),
});

export const BillingRunView = z.object({
  billingRunId: BillingRunId,
  billingItemId: BillingItemId,
  billName: z.string(),
  fiscalYear: FiscalYear,
  allocationStartMonth: JstMonth,
  dueOn: JstDate,
  excludedMembershipTypeIds: z.array(MembershipTypeId),
  state: RunState,
  plannedAt: z.iso.datetime(),
  plannedBy: z.string(),
  included: z.number().int(),
  includedAmount: z.number().int(),
  zeroAmount: z.number().int(),
  excluded: z.number().int(),
  excludedByReason: z.partialRecord(ExclusionReason, z.number().int()),
  byType: z.array(z.object({ membershipTypeName: z.string(), count: z.number().int(), amount: z.number().int() })),
  adjustmentsAmount: z.number().int(),
  lastYearCount: z.number().int(),
  lastYearAmount: z.number().int(),
  done: z.number().int(),
  failed: z.number().int(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
  confirmation: z.object({
    state: z.enum(['not_started', 'processing', 'completed']),
    done: z.number().int(),
    total: z.number().int(),
  }),
});
export const BillingRunIdInput = z.strictObject({ billingRunId: BillingRunId });
export const PlanRowsInput = PageRequest.extend({
  billingRunId: BillingRunId,
  show: z.enum(['all', 'included', 'excluded', 'changed', 'failed']).default('all'),
});
export const PlanRowsOutput = pageOf(PlanRow);
export const RunListOutput = z.object({ runs: z.array(BillingRunView) });

// ── bills
export const BillLine = z.object({ label: z.string(), amount: Yen, taxCategory: TaxCategory });

/** What a bill waits for at the provider, for 支払い待ち and 入金済(見込). */
export const PendingCharge = z.object({
  chargeId: z.string(),
  method: z.string(),
  state: z.enum(['awaiting', 'authorized', 'provisional', 'unknown']),
  expiresAt: z.iso.datetime().nullable(),
});

export const BillRow = z.object({
  billId: BillId,
  billNumber: z.string(),
  memberId: MemberId,
  memberNumber: z.string(),
  memberName: z.string(),
  billName: z.string(),
  category: BillCategory,
  fiscalYear: FiscalYear,
  amount: PriceYen,
  /** All payments together: people type more than was asked, and more than once. */
  allocated: TotalYen,
  outstanding: PriceYen,
  status: BillStatus,
  provisional: z.boolean(),
  dueOn: JstDate,
  overdue: z.boolean(),
  pendingCharge: PendingCharge.nullable(),
});
export type BillRow = z.output<typeof BillRow>;

export const BillPayment = z.object({
  paymentId: z.string(),
  method: z.string(),
  amount: PriceYen,
  state: z.string(),
  receivedAt: z.iso.datetime(),
  paymentNumber: z.string(),
});
export const BillDetail = BillRow.extend({
  billingRunId: BillingRunId.nullable(),
  lines: z.array(BillLine),
  parts: z.array(AmountPart),
  allocationStartMonth: JstMonth,
  confirmedAt: z.iso.datetime().nullable(),
  cancelledAt: z.iso.datetime().nullable(),
  cancelReason: z.string(),
  version: z.number().int(),
});

export const BillListInput = PageRequest.extend({
  q: SearchText.default(''),
  status: z.enum(['all', 'open', 'overdue', ...billStatuses]).default('all'),
  fiscalYear: FiscalYear.nullish(),
  memberId: MemberId.nullish(),
  billingRunId: BillingRunId.nullish(),
  sort: z.enum(['dueOn', 'createdAt']).default('dueOn'),
  descending: z.boolean().default(true),
});
export const BillListOutput = pageOf(BillRow);
export const BillIdInput = z.strictObject({ billId: BillId });
/** 随時の請求: one bill for one member outside a run; a draft until confirmed like any other. */
export const CreateBillInput = z.strictObject({
  memberId: MemberId,
  billName: ShortText,
  amount: PriceYen,
  dueOn: JstDate,
  idempotencyKey: IdempotencyKey,
});
export const CancelBillInput = z.strictObject({ billId: BillId, reason: ShortText });

export const MemberBalancesInput = z.strictObject({ memberIds: z.array(MemberId).max(200) });
export const MemberBalance = z.object({
  memberId: MemberId,
  owed: z.number().int(),
  credit: z.number().int(),
  status: BillStatus.nullable(),
  overdue: z.boolean(),
});

// ── adjustments (会員調整額)
export const AdjustmentView = z.object({
  adjustmentId: AdjustmentId,
  kind: z.enum(['permanent', 'one_time']),
  /** Yen, negative for a reduction. */
  amount: Yen,
  reason: z.string(),
  usedByBillId: BillId.nullable(),
  createdAt: z.iso.datetime(),
  actor: z.string(),
});
export const AddAdjustmentInput = z.strictObject({
  memberId: MemberId,
  kind: z.enum(['permanent', 'one_time']),
  amount: z
    .number()
    .int()
    .min(-9_999_999)
    .max(9_999_999)
    .refine((value) => value !== 0, 'zero')
    .brand<'Yen', 'inout'>(),
  reason: ShortText,
});
export const AdjustmentIdInput = z.strictObject({ adjustmentId: AdjustmentId });
