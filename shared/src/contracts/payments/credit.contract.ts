import * as z from 'zod';
import { BillId, CreditUseId, MemberId, PaymentId } from '../../kernel/ids.ts';
import { FiscalYear, JstDate } from '../../kernel/jst.ts';
import { PositiveYen, PriceYen } from '../../kernel/yen.ts';
import { IdempotencyKey, Memo, ShortText } from '../text.contract.ts';

export const offlineMethods = ['bank_transfer', 'postal_transfer', 'cash'] as const;

/** What of the bill was open when it was looked at: where it is another sum by now, a colleague was faster, and is named. */
export const SeenOutstanding = z.strictObject({ outstanding: PriceYen });

// ── one receipt over several bills
/** With a sum, what of it would go where: the oldest due day first (domain.md 5.6). */
export const SplitPlanInput = z.strictObject({ memberId: MemberId, amount: PositiveYen.nullable() });
export const SplitPlan = z.object({
  memberName: z.string(),
  bills: z.array(
    z.object({
      billId: BillId,
      billNumber: z.string(),
      billName: z.string(),
      fiscalYear: FiscalYear,
      dueOn: JstDate,
      overdue: z.boolean(),
      outstanding: PriceYen,
      suggested: PriceYen,
    }),
  ),
  /** What no bill asks for: 前受. */
  advance: PriceYen,
});
export const RecordSplitInput = z.strictObject({
  memberId: MemberId,
  amount: PositiveYen,
  method: z.enum(offlineMethods),
  receivedOn: JstDate,
  memo: Memo,
  lines: z.array(z.strictObject({ billId: BillId, amount: PositiveYen })).max(50),
  /** Kept apart on no bill (前受). The lines and this are the receipt to the last yen. */
  advance: PriceYen,
  idempotencyKey: IdempotencyKey,
});

// ── money beyond what was asked
/** Money of a member that no bill asks for: on no bill, or on one that has too much. */
export const CreditRow = z.object({
  paymentId: PaymentId,
  /** Who paid, as the payment says. */
  memberName: z.string(),
  billId: BillId.nullable(),
  billName: z.string(),
  /** What can be used; nothing where all of it is promised. */
  amount: PriceYen,
  /** What refunds that are not through will take of it. */
  promised: PriceYen,
  /** The payment as it came. */
  received: PriceYen,
  /** Refunds of the payment before, which count towards the limit. */
  before: PriceYen,
  method: z.string(),
  receivedAt: z.iso.datetime(),
  paymentNumber: z.string(),
});
export const CreditsInput = z.strictObject({ memberId: MemberId });
export const CreditsOutput = z.object({
  credits: z.array(CreditRow),
  /** Bills that could take it. */
  targets: z.array(z.object({ billId: BillId, billName: z.string(), billNumber: z.string(), outstanding: PriceYen })),
  /** Above it money is not given back by hand: somebody else has to agree to the refund. */
  approvalLimit: PriceYen,
});

export const creditUseKinds = ['carry', 'keep', 'refund'] as const;
export const UseCreditInput = z.strictObject({
  paymentId: PaymentId,
  /** The bill that has too much; null for money that lies on none. */
  billId: BillId.nullable(),
  amount: PositiveYen,
  use: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('carry'), billId: BillId }),
    z.strictObject({ kind: z.literal('keep') }),
    z.strictObject({ kind: z.literal('refund'), method: z.enum(offlineMethods), refundedOn: JstDate }),
  ]),
  memo: ShortText,
  idempotencyKey: IdempotencyKey,
});
export const UseCreditOutput = z.object({ creditUseId: CreditUseId });
export const CreditUseView = z.object({
  kind: z.enum(creditUseKinds),
  amount: PositiveYen,
  memo: z.string(),
  billName: z.string(),
  on: JstDate,
  actor: z.string(),
});

// ── a small shortage
/** Up to this many yen a shortage can be waived, where the organisation has not chosen another sum (domain.md 6, case 58). */
export const defaultWriteOffLimit = 1000;
/** What is waived is small, whatever an organisation chooses: 0 waives nothing. */
export const WriteOffLimit = z.number().int().min(0).max(10_000).brand<'Yen', 'inout'>();
export const WriteOffInput = z.strictObject({
  billId: BillId,
  expected: SeenOutstanding.optional(),
  reason: ShortText,
  idempotencyKey: IdempotencyKey,
});
