import * as z from 'zod';
import { MemberId, PaymentId, RefundId } from '../../kernel/ids.ts';
import { JstDate } from '../../kernel/jst.ts';
import { PageRequest, pageOf } from '../../kernel/page.ts';
import { PositiveYen, PriceYen } from '../../kernel/yen.ts';
import { IdempotencyKey, ShortText } from '../text.contract.ts';
import { WriteOffLimit } from './credit.contract.ts';
import { zenginName } from './payout-account.contract.ts';

/** Above this many yen a second person has to agree, where the organisation has not chosen another sum. */
export const defaultApprovalLimit = 100_000;

export const refundStates = ['requested', 'approved', 'sent', 'unknown', 'done', 'returned', 'refused'] as const;
export const RefundState = z.enum(refundStates);
export type RefundState = z.output<typeof RefundState>;

export const bankAccountKinds = ['ordinary', 'current', 'savings'] as const;
const digits = (length: number, message: string) =>
  z
    .string()
    .max(20)
    .transform((typed) => typed.normalize('NFKC').replace(/[\s-]/g, ''))
    .pipe(z.string().regex(new RegExp(`^\\d{${length}}$`), message));

/** Where a refund is transferred to, in the words of a transfer form. */
export const RefundBank = z.strictObject({
  bankName: ShortText,
  bankCode: digits(4, 'not_a_bank_code'),
  branchName: ShortText,
  branchCode: digits(3, 'not_a_branch_code'),
  kind: z.enum(bankAccountKinds),
  number: digits(7, 'not_an_account_number'),
  /** 口座名義: in the letters of bank files; what was kept before 0074 is in full-width kana. */
  holder: z.string().min(1).max(100),
});
export type RefundBank = z.output<typeof RefundBank>;
/** As it is entered. */
export const RefundBankForm = RefundBank.extend({ holder: zenginName(30) });

export const refundWays = ['provider', 'transfer'] as const;
export const RefundOptionsInput = z.strictObject({ paymentId: PaymentId });
export const RefundOptions = z.object({
  /** What can still be given back: received, less what went back and what is on its way. */
  available: PriceYen,
  /** What the provider gives back itself: any part, only all of it, or nothing; `unknown` while it cannot be asked. */
  provider: z.enum(['any', 'full', 'none', 'unknown']),
  approvalLimit: PriceYen,
  /** Refunds of this payment before, which count towards the limit. */
  before: PriceYen,
});

export const RequestRefundInput = z.strictObject({
  paymentId: PaymentId,
  amount: PositiveYen,
  way: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('provider') }),
    z.strictObject({ kind: z.literal('transfer'), bank: RefundBankForm }),
  ]),
  reason: ShortText,
  idempotencyKey: IdempotencyKey,
});

export const RefundView = z.object({
  refundId: RefundId,
  paymentId: PaymentId,
  memberId: MemberId.nullable(),
  memberName: z.string(),
  paymentNumber: z.string(),
  method: z.string(),
  amount: PositiveYen,
  way: z.enum(refundWays),
  state: RefundState,
  /** Why it was refused; a word of ours or of the provider. */
  code: z.string(),
  reason: z.string(),
  requestedBy: z.string(),
  requestedAt: z.iso.datetime(),
  approvedBy: z.string(),
  doneAt: z.iso.datetime().nullable(),
  /** Asked for by whoever looks at it: somebody else has to agree. */
  isOwn: z.boolean(),
  /** The last time that the bank sent the transfer back (組戻し); null when it never did. */
  cameBack: z.object({ on: JstDate, reason: z.string() }).nullable(),
  /** Nobody answered for it, and the provider is asked no more: the office says what became of it (case 28). */
  isUnanswered: z.boolean(),
  /** Somebody said that it was never made, and above the limit somebody else has to agree. */
  denied: z.object({ by: z.string(), isOwn: z.boolean() }).nullable(),
  /** The account, while it is to be agreed to, transferred to or put right, and for whoever may do that; else null. */
  bank: RefundBank.nullable(),
});
export const RequestRefundOutput = RefundView;
export const RefundListInput = PageRequest.extend({ view: z.enum(['open', 'done']).default('open') });
export const RefundListOutput = pageOf(RefundView);
export const RefundIdInput = z.strictObject({ refundId: RefundId });
export const DeclineRefundInput = z.strictObject({ refundId: RefundId, note: ShortText });
export const TransferRefundInput = z.strictObject({ refundId: RefundId, transferredOn: JstDate });
/** The bank sent the transfer back: when, and what it said. */
export const ReturnRefundInput = z.strictObject({ refundId: RefundId, returnedOn: JstDate, reason: ShortText });
/** To be transferred once more, to this account. */
export const RepeatRefundInput = z.strictObject({ refundId: RefundId, bank: RefundBankForm });

/** What the office has seen at the provider. */
export const SayRefundInput = z.strictObject({ refundId: RefundId, made: z.boolean() });

export const RefundSettings = z.object({ approvalLimit: PriceYen, writeOffLimit: WriteOffLimit });
export const SaveRefundSettingsInput = z.strictObject({ approvalLimit: PriceYen, writeOffLimit: WriteOffLimit });
