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
export type TaxCategory = z.output<typeof TaxCategory>;

// ── runs
export const runStates = [
  'planned',
  'requested',
  'processing',
  'paused',
  'completed',
  'completed_with_errors',
  'failed',
  'discarded',
] as const;
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
  /** For these alone (ADJ-04, ADJ-07); absent: for everybody. */
  memberIds: z.array(MemberId).min(1).max(50).optional(),
});

/** Why a member is left out of a plan. */
export const exclusionReasons = [
  'not_active',
  'excluded_type',
  'exempt_type',
  'has_terms',
  'withdraws_before_start',
  'already_billed',
  'no_price',
] as const;
export const ExclusionReason = z.enum(exclusionReasons);
/** Those that lie in who the member is on the first day of a year: no dues of it are made for them, by a run or otherwise. */
export const NoDues = ExclusionReason.extract(['not_active', 'exempt_type', 'has_terms']);
export type NoDues = z.output<typeof NoDues>;

/** One part of an amount: 内訳. Minus for reductions. */
export const AmountPart = z.object({
  kind: z.enum(['fee', 'proration', 'permanent_adjustment', 'one_time_adjustment', 'bill_adjustment', 'floor_at_zero']),
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
  /** What stands in the place of that bill by 訂正, as it is now; null while the bill stands, or nothing does. */
  replacedBy: z.object({ billId: BillId, billNumber: z.string(), amount: PriceYen, cancelled: z.boolean() }).nullable(),
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
  /** Whom it was planned for; null: everybody. */
  memberIds: z.array(MemberId).nullable(),
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
    state: z.enum(['not_started', 'processing', 'paused', 'completed']),
    done: z.number().int(),
    total: z.number().int(),
  }),
  /** 請求取消 of the whole run; `kept` have money on them or under way (BIL-08, BIL-10). */
  cancellation: z
    .object({ state: z.enum(['processing', 'completed']), done: z.number().int(), kept: z.number().int(), total: z.number().int() })
    .nullable(),
});
/** The name that was seen by whoever gives another one: where it is another by now, somebody else was faster, and is named. */
const SeenName = z.strictObject({ billName: z.string().max(200) });
export const BillingRunIdInput = z.strictObject({ billingRunId: BillingRunId });
/** Opens the drafts of a run, or goes on opening them; `dueOn`: a new due day, needed where theirs is over. */
export const ConfirmRunInput = BillingRunIdInput.extend({ dueOn: JstDate.nullish() });
/** 請求名称: the bills that were made take the name too, paid ones included; issued papers keep theirs (BIL-07). */
export const RenameRunInput = z.strictObject({ billingRunId: BillingRunId, billName: ShortText, expected: SeenName.optional() });
export const CancelRunInput = z.strictObject({ billingRunId: BillingRunId, reason: ShortText });

/** What a confirmation would open now: drafts may have been cancelled, changed or confirmed one by one since they were made. */
export const RunDraftsOutput = z.object({ count: z.number().int(), amount: z.number().int(), zero: z.number().int() });

/** What the history of a run tells of (請求情報作成履歴). */
export const runEvents = [
  'billingRun.plan',
  'billingRun.start',
  'billingRun.pause',
  'billingRun.resume',
  'billingRun.discard',
  'billingRun.completed',
  'billingRun.completed_with_errors',
  'billingRun.failed',
  'billingRun.confirm',
  'billingRun.confirmed',
  'billingRun.rename',
  'billingRun.cancel',
  'billingRun.cancelled',
] as const;
export const RunHistoryOutput = z.object({
  events: z.array(z.object({ at: z.iso.datetime(), actorName: z.string(), byPerson: z.boolean(), event: z.enum(runEvents) })),
});
export const RunListOutput = z.object({ runs: z.array(BillingRunView) });

// ── bills
export const BillLine = z.object({ label: z.string(), amount: Yen, taxCategory: TaxCategory });
/** Sum and tax of one category; prices hold their tax. */
export const BillTax = z.object({ taxCategory: TaxCategory, amount: Yen, tax: Yen });

/** What a bill waits for at the provider, for 支払い待ち and 入金済(見込). */
export const PendingCharge = z.object({
  chargeId: z.string(),
  method: z.string(),
  /** `requested`: a direct debit whose result has not come. */
  state: z.enum(['requested', 'awaiting', 'authorized', 'provisional', 'unknown']),
  expiresAt: z.iso.datetime().nullable(),
  /** 速報取消: the shop took back what it had reported, so the bill is open again. */
  withdrawn: z.boolean(),
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
  /** 所属先払い: who is to pay it through a link, and until when; the member cannot meanwhile. */
  payer: z.object({ name: z.string(), until: z.iso.datetime() }).nullable(),
});
export type BillRow = z.output<typeof BillRow>;

export const BillPayment = z.object({
  paymentId: z.string(),
  method: z.string(),
  amount: PriceYen,
  state: z.string(),
  receivedAt: z.iso.datetime(),
  paymentNumber: z.string(),
  /** Who paid it, where it was not the member. */
  payerName: z.string().nullable(),
});
export const BillDetail = BillRow.extend({
  billingRunId: BillingRunId.nullable(),
  /** Made anew by 訂正 in place of a bill of this run, for the same year. */
  ofRunId: BillingRunId.nullable(),
  lines: z.array(BillLine),
  taxes: z.array(BillTax),
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
  /** 請求区分 (BIL-13). */
  category: BillCategory.nullish(),
  memberId: MemberId.nullish(),
  billingRunId: BillingRunId.nullish(),
  sort: z.enum(['dueOn', 'createdAt']).default('dueOn'),
  descending: z.boolean().default(true),
});
export const BillListOutput = pageOf(BillRow);
export const BillIdInput = z.strictObject({ billId: BillId });
/** `expected`: the draft as it was seen; one that was changed since is not sent out. */
export const ConfirmBillInput = BillIdInput.extend({
  dueOn: JstDate.nullish(),
  expected: z.strictObject({ version: z.number().int().min(0) }).optional(),
});
/** 随時の請求: one bill for one member outside a run; a draft until confirmed like any other. */
export const CreateBillInput = z.strictObject({
  memberId: MemberId,
  billName: ShortText,
  amount: PriceYen,
  dueOn: JstDate,
  /** An ad-hoc item, for its wording on the receipt and its tax. */
  billingItemId: BillingItemId.nullish(),
  idempotencyKey: IdempotencyKey,
});
/** 請求名称 of one bill (domain.md 3.6). */
export const RenameBillInput = z.strictObject({ billId: BillId, billName: ShortText, expected: SeenName.optional() });
export const CancelBillInput = z.strictObject({ billId: BillId, reason: ShortText });
const AdjustedBy = z
  .number()
  .int()
  .min(-9_999_999)
  .max(9_999_999)
  .refine((value) => value !== 0, 'zero')
  .brand<'Yen', 'inout'>();
/** 請求調整額: on one bill, with the reason, while nothing has been paid (ADJ-02). */
export const AdjustBillInput = z.strictObject({ billId: BillId, amount: AdjustedBy, reason: ShortText, version: z.number().int().min(0) });

/** Of how many members one question asks. */
export const mostBalances = 200;
export const MemberBalancesInput = z.strictObject({ memberIds: z.array(MemberId).max(mostBalances) });
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
  amount: AdjustedBy,
  reason: ShortText,
  idempotencyKey: IdempotencyKey,
});
export const AdjustmentIdInput = z.strictObject({ adjustmentId: AdjustmentId });
