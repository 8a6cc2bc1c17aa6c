import * as z from 'zod';
import { BillId, MemberId, PayLinkId } from '../../kernel/ids.ts';
import { JstDate } from '../../kernel/jst.ts';
import { PageRequest, pageOf } from '../../kernel/page.ts';
import { PositiveYen, PriceYen } from '../../kernel/yen.ts';
import { EmailAddress, IdempotencyKey, OptionalText, ShortText } from '../text.contract.ts';
import { ChargeInstructions, ChargeMethod, ChargeState, ChargeView, KonbiniStore, MethodAvailability } from './charge.contract.ts';

/** One charge carries a link, and a charge has at most this many lines. */
export const payLinkMaxBills = 50;
/** A link is open for at most this many days. */
export const payLinkMaxDays = 366;

export const payLinkStates = ['open', 'paying', 'paid', 'expired', 'withdrawn', 'empty'] as const;
export const PayLinkState = z.enum(payLinkStates);
export type PayLinkState = z.output<typeof PayLinkState>;

/** Why a bill cannot be put in a link. */
export const payLinkObstacles = ['draft', 'settled', 'cancelled', 'in_link', 'authorized'] as const;
export const PayLinkObstacle = z.enum(payLinkObstacles);
export type PayLinkObstacle = z.output<typeof PayLinkObstacle>;

const billIds = z.array(BillId).min(1).max(payLinkMaxBills);
export const PlanPayLinkInput = z.strictObject({ billIds });
export const PayLinkPlan = z.object({
  rows: z.array(
    z.object({
      billId: BillId,
      billNumber: z.string(),
      billName: z.string(),
      memberId: MemberId,
      memberName: z.string(),
      memberNumber: z.string(),
      outstanding: PriceYen,
      dueOn: JstDate,
      /** Null where it can be put in the link. */
      obstacle: PayLinkObstacle.nullable(),
      /** A number that the member was given and that is taken back with the link. */
      takesBackNumber: z.boolean(),
    }),
  ),
  members: z.number().int(),
  total: z.number().int(),
  /** Ways in which a sum of this size can be paid. */
  methods: z.array(ChargeMethod),
});

export const CreatePayLinkInput = z.strictObject({
  /** What the office saw, bill by bill: anything else is a plan that has grown stale. */
  lines: z
    .array(z.strictObject({ billId: BillId, amount: PositiveYen }))
    .min(1)
    .max(payLinkMaxBills),
  /** 宛名 of the invoice, and of the receipts where the payer wants it so. */
  payerName: ShortText,
  /** 部署・担当者. */
  contactName: OptionalText,
  email: z.union([z.literal(''), EmailAddress]),
  expiresOn: JstDate,
  sendMail: z.boolean(),
  idempotencyKey: IdempotencyKey,
});
/** The address is shown once: what is kept is its hash. Null where the same request comes again. */
export const PayLinkMade = z.object({ payLinkId: PayLinkId, url: z.string().nullable(), mailed: z.boolean() });

export const PayLinkIdInput = z.strictObject({ payLinkId: PayLinkId });
export const MailPayLinkInput = z.strictObject({ payLinkId: PayLinkId, email: EmailAddress, idempotencyKey: IdempotencyKey });
export const WithdrawPayLinkInput = z.strictObject({ payLinkId: PayLinkId, reason: ShortText });

/** What became of a bill of a link. */
export const payLineStates = ['open', 'paid_here', 'paid_elsewhere', 'cancelled', 'released'] as const;
export const PayLineState = z.enum(payLineStates);
export type PayLineState = z.output<typeof PayLineState>;

const lineFacts = {
  billId: BillId,
  billName: z.string(),
  memberName: z.string(),
  /** What is left to pay, or what was asked where nothing is. */
  amount: PriceYen,
  /** Asked for another sum when the link was made. */
  changed: z.boolean(),
  state: PayLineState,
};

export const PayLinkRow = z.object({
  payLinkId: PayLinkId,
  payerName: z.string(),
  contactName: z.string(),
  email: z.string(),
  state: PayLinkState,
  bills: z.number().int(),
  members: z.number().int(),
  asked: z.number().int(),
  open: z.number().int(),
  expiresOn: JstDate,
  createdAt: z.iso.datetime(),
  createdBy: z.string(),
  mailedAt: z.iso.datetime().nullable(),
});
export type PayLinkRow = z.output<typeof PayLinkRow>;
export const PayLinkListInput = PageRequest.omit({ direction: true, size: true });
export const PayLinkListOutput = pageOf(PayLinkRow);
export const PayLinkDetail = PayLinkRow.extend({
  lines: z.array(z.object({ ...lineFacts, memberId: MemberId, memberNumber: z.string(), billNumber: z.string() })),
  withdrawnReason: z.string(),
});

/** The office received a payer's transfer: one payment of theirs (PAY-20). Too little fills the oldest bills, what is too much is theirs. */
export const RecordPayLinkInput = z.strictObject({
  payLinkId: PayLinkId,
  amount: PositiveYen,
  /** What the office saw as open: if that is not so any more, nothing is recorded. */
  open: PositiveYen,
  method: z.enum(['bank_transfer', 'postal_transfer', 'cash']),
  receivedOn: JstDate,
  memo: OptionalText,
  idempotencyKey: IdempotencyKey,
});

// ── the payer's page, without a log-in: whoever has the link
const door = {
  org: z.string().min(1).max(30),
  /** 32 random bytes from the fragment of the address; it never travels in an address (security.md 4.9). */
  token: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
};
export const PayerInput = z.strictObject(door);

export const PayerCharge = z.object({
  method: ChargeMethod,
  state: ChargeState,
  amount: PositiveYen,
  /** What the payer pays on top for the system fee. */
  memberFee: PriceYen,
  paymentNumber: z.string(),
  redirectUrl: z.string().nullable(),
  instructions: ChargeInstructions.nullable(),
  account: ChargeView.shape.account,
  expiresAt: z.iso.datetime().nullable(),
});
export type PayerCharge = z.output<typeof PayerCharge>;

/** No more of the members than whom and what for; ids only to say which bills are meant. */
export const PayerView = z.object({
  organization: z.object({ name: z.string(), phone: z.string(), contactEmail: z.string() }),
  state: PayLinkState,
  payerName: z.string(),
  contactName: z.string(),
  expiresOn: JstDate,
  lines: z.array(z.object(lineFacts)),
  /** What is open now. */
  total: z.number().int(),
  methods: z.array(MethodAvailability),
  charge: PayerCharge.nullable(),
  payments: z.array(
    z.object({ amount: PositiveYen, method: z.string(), paidAt: z.iso.datetime(), paymentNumber: z.string(), provisional: z.boolean() }),
  ),
});
export type PayerView = z.output<typeof PayerView>;

export const PayerStartInput = z.strictObject({
  ...door,
  method: ChargeMethod,
  store: KonbiniStore.nullish(),
  /** What the payer saw: if it is not what is open now, nothing is asked for. */
  lines: z
    .array(z.strictObject({ billId: BillId, amount: PositiveYen }))
    .min(1)
    .max(payLinkMaxBills),
  locale: z.enum(['ja', 'en']),
  idempotencyKey: IdempotencyKey,
});
export const PayerStartOutput = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('opened'), charge: PayerCharge }),
  z.object({ outcome: z.literal('checking') }),
]);
