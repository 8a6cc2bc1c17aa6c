import * as z from 'zod';
import { SavedCardId } from '../../kernel/card-ids.ts';
import { BillId, ChargeId, MemberId, PayLinkId, ProviderAccountId } from '../../kernel/ids.ts';
import { JstDate } from '../../kernel/jst.ts';
import { PositiveYen, PriceYen, TotalYen, Yen } from '../../kernel/yen.ts';
import { IdempotencyKey } from '../text.contract.ts';
import { ProviderName } from './account.contract.ts';

/** How money can come in online; `offline` has no charge. */
export const chargeMethods = ['card', 'konbini', 'payeasy', 'virtual_account', 'direct_debit'] as const;
/** What a payer may choose for one payment; a bank account is drawn on by a mandate, once a month. */
export const payerMethods = ['card', 'konbini', 'payeasy', 'virtual_account'] as const satisfies readonly (typeof chargeMethods)[number][];
export const ChargeMethod = z.enum(chargeMethods);
export type ChargeMethod = z.output<typeof ChargeMethod>;

export const konbiniStores = ['seven-eleven', 'lawson', 'family-mart', 'ministop', 'daily-yamazaki', 'seicomart'] as const;
export const KonbiniStore = z.enum(konbiniStores);
export type KonbiniStore = z.output<typeof KonbiniStore>;

/** domain.md 3.8; anything outside the transition table is stale: stored, no effect. */
export const chargeStates = [
  'created',
  'requested',
  'awaiting',
  'authorized',
  'provisional',
  'final',
  'failed',
  'expired',
  'voided',
  'unknown',
  'partly_refunded',
  'refunded',
  'charged_back',
] as const;
export const ChargeState = z.enum(chargeStates);
export type ChargeState = z.output<typeof ChargeState>;

export const ChargeInstructions = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('konbini'),
    store: KonbiniStore,
    /** 確認番号 / 払込票番号, digits as the chain asks for them. */
    confirmationCode: z.string(),
    /** 受付番号; empty where the chain has one number only. */
    receiptNumber: z.string(),
    instructionsUrl: z.string(),
  }),
  z.object({
    kind: z.literal('payeasy'),
    /** 収納機関番号 */
    bankId: z.string(),
    /** お客様番号 */
    customerId: z.string(),
    /** 確認番号 */
    confirmationId: z.string(),
    paymentUrl: z.string(),
  }),
  z.object({
    kind: z.literal('virtual_account'),
    bankCode: z.string(),
    /** Empty where the provider tells the code alone. */
    bankName: z.string(),
    branchCode: z.string(),
    branchName: z.string(),
    accountType: z.enum(['ordinary', 'current', 'other']),
    accountNumber: z.string(),
    /** 口座名義 as the bank shows it to whoever transfers. */
    holder: z.string(),
  }),
]);
export type ChargeInstructions = z.output<typeof ChargeInstructions>;

export const ChargeView = z.object({
  chargeId: ChargeId,
  /** 決済番号: 13 digits with a check digit, unique in the deployment. */
  paymentNumber: z.string().regex(/^\d{13}$/),
  provider: z.string(),
  providerIds: z.record(z.string(), z.string()),
  method: ChargeMethod,
  state: ChargeState,
  amount: PositiveYen,
  memberFee: PriceYen,
  currency: z.literal('JPY'),
  lines: z.array(z.object({ payableId: BillId, amount: PositiveYen })),
  /** Where the member goes to enter a card; null once it is of no use. */
  redirectUrl: z.string().nullable(),
  instructions: ChargeInstructions.nullable(),
  /** Last moment at which it can be paid (23:59:59 JST of the last day), or null. */
  expiresAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  /** Opened by a payer without a log-in, over bills of several members. */
  payLinkId: PayLinkId.nullable().default(null),
  /** Of an account to transfer to: what it was made for, what has come in all, and whether more may come. Else null. */
  account: z.object({ asked: PositiveYen, received: TotalYen, open: z.boolean() }).nullable().default(null),
  /** A later transfer into an account: the charge that the account was made for. */
  depositOf: ChargeId.nullable().default(null),
  callbackUrl: z.string(),
});
export type ChargeView = z.output<typeof ChargeView>;

/** What an event says about a charge, in our words (providers.md 9), in the order in which they can happen. */
export const moneyEventKinds = [
  'instructions_issued',
  'authorized',
  'try_failed',
  'expired',
  'voided',
  'provisional',
  'provisional_withdrawn',
  'final',
  'partly_refunded',
  'refunded',
  'charged_back',
  /** People's word: a dispute took a part. Before it can be won, though some providers give both one moment. */
  'part_charged_back',
  'chargeback_won',
  /** A refund that was under way, or through, has come back: no state of a charge, but somebody has to know. */
  'refund_failed',
  /** People's word: the money of a refund that had counted is here again. */
  'refund_returned',
  /** The provider takes a payment for fraud: no state of a charge and no money moves, but somebody has to decide. */
  'marked_as_fraud',
] as const;

/** What happened to a charge, one thing after the other. */
export const TraceEvent = z.object({
  kind: z.enum(moneyEventKinds),
  /** The provider's own time. */
  occurredAt: z.iso.datetime(),
  /** When we heard of it; null for what we did ourselves. */
  heardAt: z.iso.datetime().nullable(),
  /** `notice`: the provider told us; `inquiry`: we asked; `hint`: it told without a signature and we asked; `ourselves`. */
  source: z.enum(['notice', 'inquiry', 'hint', 'ourselves']),
  amount: Yen.nullable(),
  /** Does not fit and counts for nothing until people have decided. */
  held: z.boolean(),
  /** What the provider calls the failure, or empty. */
  code: z.string(),
  /** How often the same was told again. */
  repeats: z.number().int(),
  /** What was told under the same number and was not the same (T4): stored, and without effect. */
  variants: z.array(z.string()),
});

/** One try to collect with all that happened to it (the money trace). */
export const ChargeTrace = ChargeView.pick({
  chargeId: true,
  paymentNumber: true,
  provider: true,
  providerIds: true,
  method: true,
  state: true,
  amount: true,
  memberFee: true,
  lines: true,
  expiresAt: true,
  createdAt: true,
}).extend({ memberId: MemberId, failureCode: z.string(), events: z.array(TraceEvent) });
export type ChargeTrace = z.output<typeof ChargeTrace>;

/** A notice that could not be read or worked on, as often as it was tried. */
export const DeadNotice = z.object({
  id: z.string(),
  /** Whose notice it is, or what a message is called. */
  name: z.string(),
  reason: z.string(),
  attempts: z.number().int(),
  at: z.iso.datetime(),
});

export const MethodAvailability = z.object({
  method: ChargeMethod,
  available: z.boolean(),
  reason: z.enum(['not_connected', 'over_limit', 'under_limit']).nullable(),
  limit: PriceYen.nullable(),
  memberFee: PriceYen,
  stores: z.array(KonbiniStore),
});
export type MethodAvailability = z.output<typeof MethodAvailability>;

/** Which new payments an account is to take. */
export const ChooseMethodsRequest = z.strictObject({
  accountId: ProviderAccountId,
  methods: z.array(ChargeMethod).max(chargeMethods.length),
});

export const ProviderAccountView = z.object({
  accountId: ProviderAccountId,
  provider: z.string(),
  mode: z.enum(['test', 'live']),
  methods: z.array(ChargeMethod),
  callbackUrl: z.string(),
  connectedAt: z.iso.datetime(),
});

export { ProviderName };
export const ConnectSandboxInput = z.strictObject({ provider: ProviderName });

// ── what the server asks the payments-service (internal tRPC; the organisation comes from the service token)
export const OpenChargeInput = z.strictObject({
  idempotencyKey: IdempotencyKey,
  method: ChargeMethod,
  lines: z
    .array(z.strictObject({ payableId: BillId, amount: PositiveYen }))
    .min(1)
    .max(50),
  /** Of a link: the member of its first bill. */
  memberId: MemberId,
  payLinkId: PayLinkId.nullish(),
  payer: z.strictObject({ name: z.string().max(100), kana: z.string().max(200), email: z.string().max(254), phone: z.string().max(20) }),
  store: KonbiniStore.nullish(),
  /** A card that the member left with the provider: charged without anybody at a page. Method `card` only. */
  cardId: SavedCardId.nullish(),
  description: z.string().max(100),
  /** Konbini and Pay-easy numbers never outlive this day. */
  lastDay: JstDate,
  returnUrl: z.url().max(2000),
  locale: z.enum(['ja', 'en']),
});
export type OpenChargeInput = z.output<typeof OpenChargeInput>;

/** Expected outcomes are told apart by the caller (design.md 5). */
export const OpenChargeOutput = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('opened'), charge: ChargeView }),
  z.object({
    outcome: z.literal('refused'),
    reason: z.enum([
      'method_not_available',
      'over_limit',
      'payable_not_open',
      /** Not heard of yet: the caller brings its messages on their way and asks once more. */
      'payable_unknown',
      'amount_mismatch',
      'charge_in_progress',
      /** The key was used before, for something else. */
      'idempotency_mismatch',
      /** Of a saved card: it was declined, as it may not be the next time. */
      'card_declined',
      /** Of a saved card: gone, stopped or expired; only another card helps. */
      'card_not_usable',
      /** Of a saved card: its provider let us do nothing, for our key or for too many calls. Nothing was charged, and later it may be. */
      'not_taken',
    ]),
  }),
  z.object({ outcome: z.literal('provider_unavailable'), chargeId: ChargeId }),
]);

/**
 * What came of asking the provider about a charge: its answer moved something or is held; it is as our books have it; it is heard and
 * still being worked on; the provider knows of no such charge; it did not answer; or there is nobody to ask (a direct debit).
 */
export const AskedProvider = z.object({
  outcome: z.enum(['changed', 'held', 'same', 'heard', 'unknown_there', 'unanswered', 'not_askable']),
});
export type AskedProvider = z.output<typeof AskedProvider>;
