import * as z from 'zod';
import { BillId, CancelJobId } from '../../kernel/ids.ts';
import { ListFormat } from '../list-file.contract.ts';
import { IdempotencyKey, ShortText } from '../text.contract.ts';
import { BillListInput } from './billing.contract.ts';

/** Bills that are named one by one; more are chosen by the conditions of the list. */
export const mostNamedBills = 1000;
/** Up to here the answer waits for the end; above, it is a job, and the office types a word first (interface.md 5.1). */
export const mostCancelledAtOnce = 200;

/** Bills named one by one, or all that fit the conditions of a list. */
const ChosenBills = z.union([
  z.strictObject({ billIds: z.array(BillId).min(1).max(mostNamedBills) }),
  z.strictObject({ filter: BillListInput.omit({ cursor: true, direction: true, size: true, sort: true, descending: true }).strict() }),
]);
export type ChosenBills = z.output<typeof ChosenBills>;

/** Why a bill is not cancelled (BIL-08, BIL-10; domain.md 3.6). */
export const keptReasons = ['BILL_HAS_PAYMENT', 'BILL_HAS_AUTHORIZED_CHARGE', 'BILL_CANCELLED'] as const;
export type KeptReason = (typeof keptReasons)[number];

export const PlanCancelInput = z.strictObject({ bills: ChosenBills });
/** What would happen now: how many go, over how many yen together, and how many stay and why. */
export const CancelPlan = z.object({
  count: z.number().int(),
  amount: z.number().int(),
  kept: z.record(z.enum(keptReasons), z.number().int()),
});
export type CancelPlan = z.output<typeof CancelPlan>;

/** 請求取消 of many. `expected` is what the office saw and confirmed. Sent twice with one key, it is done once. */
export const StartCancelInput = z.strictObject({
  bills: ChosenBills,
  expected: z.strictObject({ count: z.number().int().min(1), amount: z.number().int().min(0) }),
  reason: ShortText,
  idempotencyKey: IdempotencyKey,
});

export const CancelJobView = z.object({
  cancelJobId: CancelJobId,
  state: z.enum(['running', 'paused', 'done']),
  total: z.number().int(),
  done: z.number().int(),
  cancelled: z.number().int(),
  /** Yen of those cancelled together. */
  amount: z.number().int(),
  kept: z.number().int(),
  reason: z.string(),
  startedAt: z.iso.datetime(),
  startedBy: z.string(),
  finishedAt: z.iso.datetime().nullable(),
});
export type CancelJobView = z.output<typeof CancelJobView>;
export const CancelJobIdInput = z.strictObject({ cancelJobId: CancelJobId });
/** The newest first. */
export const CancelJobsOutput = z.object({ jobs: z.array(CancelJobView) });

export const cancelRowsAtOnce = 50;
/** What became of each, from a place on. */
export const CancelJobRowsInput = z.strictObject({
  cancelJobId: CancelJobId,
  show: z.enum(['kept', 'cancelled']),
  from: z.number().int().min(0).max(10_000_000).default(0),
});
export const CancelJobRow = z.object({
  billId: BillId,
  billNumber: z.string(),
  billName: z.string(),
  memberName: z.string(),
  amount: z.number().int(),
  /** Null for one that was cancelled. */
  reason: z.enum(keptReasons).nullable(),
});
export type CancelJobRow = z.output<typeof CancelJobRow>;
/** Columns of a file of what became of each. */
export const cancelJobColumns = ['会員番号', '会員', '請求番号', '請求', '請求額（円）', '結果'] as const;
export type CancelJobColumn = (typeof cancelJobColumns)[number];
/** All of a job, in the order in which they are cancelled. */
export const ExportCancelJobInput = CancelJobIdInput.extend({
  format: ListFormat,
  columns: z.array(z.enum(cancelJobColumns)).min(1).max(cancelJobColumns.length),
});
export const CancelJobRowsOutput = z.object({ rows: z.array(CancelJobRow), isLast: z.boolean() });
