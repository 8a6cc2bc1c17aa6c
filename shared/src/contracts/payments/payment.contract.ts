import * as z from 'zod';
import { DepositId } from '../../kernel/deposit-ids.ts';
import { BillId, ChargeId, MemberId, PaymentId, TaskId } from '../../kernel/ids.ts';
import { JstDate } from '../../kernel/jst.ts';
import { PageRequest, pageOf } from '../../kernel/page.ts';
import { SettlementId } from '../../kernel/settlement-ids.ts';
import { PositiveYen, PriceYen, Yen } from '../../kernel/yen.ts';
import { IdempotencyKey, Memo, SearchText, ShortText } from '../text.contract.ts';
import { CreditUseView, SeenOutstanding, offlineMethods } from './credit.contract.ts';
import { ChargeMethod, ChargeView, KonbiniStore, MethodAvailability } from './charge.contract.ts';

export const paymentStates = ['provisional', 'confirmed', 'reversed', 'partly_refunded', 'refunded', 'charged_back'] as const;
export const PaymentState = z.enum(paymentStates);
export type PaymentState = z.output<typeof PaymentState>;

export { offlineMethods } from './credit.contract.ts';
export const PaymentMethod = z.enum(['card', 'konbini', 'payeasy', 'virtual_account', 'direct_debit', ...offlineMethods, 'write_off']);

// ── member: pay a bill
/** Paid in the same checkout as `billId`, which the pages are addressed by. */
const otherBillIds = z.array(BillId).max(49).default([]);
export const MethodsInput = z.strictObject({ billId: BillId, otherBillIds });
export const MethodsOutput = z.array(MethodAvailability);
export const StartChargeInput = z.strictObject({
  billId: BillId,
  otherBillIds,
  method: ChargeMethod,
  store: KonbiniStore.nullish(),
  idempotencyKey: IdempotencyKey,
});
export const StartChargeOutput = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('opened'), charge: ChargeView }),
  /** We do not know yet whether the provider took it; the page waits and asks again, never a second charge. */
  z.object({ outcome: z.literal('checking') }),
]);
export const ChargeOfBillOutput = ChargeView.nullable();

// ── office
export const PaymentRow = z.object({
  paymentId: PaymentId,
  /** Null for money that staff have recorded. */
  chargeId: ChargeId.nullable(),
  memberId: MemberId.nullable(),
  memberName: z.string(),
  memberNumber: z.string(),
  method: PaymentMethod,
  amount: PositiveYen,
  unallocated: PriceYen,
  state: PaymentState,
  receivedAt: z.iso.datetime(),
  paymentNumber: z.string(),
  memo: z.string(),
  /** What went back in all, by the office, the provider or a chargeback; of an entry or report that was taken back nothing did. */
  refunded: PriceYen,
  uses: z.array(CreditUseView),
  allocations: z.array(z.object({ billId: BillId, billName: z.string(), amount: PriceYen })),
});
export const PaymentListInput = PageRequest.extend({
  q: SearchText.default(''),
  method: PaymentMethod.nullish(),
  memberId: MemberId.nullish(),
  billId: BillId.nullish(),
});
export const PaymentListOutput = pageOf(PaymentRow);
export const RecordOfflineInput = z.strictObject({
  billId: BillId,
  expected: SeenOutstanding.optional(),
  amount: PositiveYen,
  method: z.enum(offlineMethods),
  receivedOn: JstDate,
  memo: Memo,
  idempotencyKey: IdempotencyKey,
});
export const RecordOfflineOutput = z.object({ paymentId: PaymentId });
export const ReversePaymentInput = z.strictObject({ paymentId: PaymentId, reason: ShortText, idempotencyKey: IdempotencyKey });

// ── staff tasks
export const taskKinds = [
  'discrepancy',
  'overpayment',
  'late_money',
  'orphan_money',
  'joining_fee',
  'moved_money',
  'refund',
  'chargeback',
] as const;
export const TaskView = z.object({
  taskId: TaskId,
  kind: z.enum(taskKinds),
  /** Reason code of a discrepancy, e.g. amount_mismatch, unknown_charge, currency_mismatch. */
  reason: z.string(),
  state: z.enum(['open', 'done']),
  raisedAt: z.iso.datetime(),
  expected: PriceYen.nullable(),
  /** Null where the provider told none, or none in whole yen. */
  received: Yen.nullable(),
  paymentNumber: z.string(),
  /** The second number where money moved between two: the one it was meant for. */
  otherPaymentNumber: z.string(),
  /** With how many other contents a notice has come; 0 where that is not what happened. */
  variants: z.number().int(),
  provider: z.string(),
  /** The provider's settlement that it is about. */
  settlementId: SettlementId.nullable(),
  /** The try to pay that it is about. */
  chargeId: ChargeId.nullable(),
  /** The deposit at the desk that it is about, and where it stands there. */
  deposit: z.object({ depositId: DepositId, place: z.string() }).nullable(),
  billId: BillId.nullable(),
  billName: z.string(),
  memberId: MemberId.nullable(),
  memberName: z.string(),
  note: z.string(),
  doneBy: z.string(),
  doneAt: z.iso.datetime().nullable(),
  /** What the office can say of it: how much of held money came, or that what was received has moved once more. */
  says: z.enum(['came', 'refund_back', 'part_taken', 'taken_back']).nullable(),
  /** A sum above the limit of refunds: somebody else than who asked for it has to agree. */
  asked: z.object({ amount: PositiveYen, by: z.string(), isOwn: z.boolean() }).nullable(),
});
export const TaskListInput = PageRequest.extend({ state: z.enum(['open', 'done']).default('open') });
export const TaskListOutput = pageOf(TaskView);
export const CloseTaskInput = z.strictObject({ taskId: TaskId, note: ShortText });
/** How much of held money came; 0: none did, and its charge ends. What moves once more is exactly what was received. */
export const BookHeldInput = z.strictObject({ taskId: TaskId, amount: PriceYen, note: ShortText });
/** The sum that was asked for, as whoever agrees saw it. */
export const AgreeHeldInput = z.strictObject({ taskId: TaskId, amount: PositiveYen });
