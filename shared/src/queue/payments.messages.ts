import * as z from 'zod';
import { savedCardStates } from '../contracts/payments/card.contract.ts';
import { ChargeMethod, ChargeState } from '../contracts/payments/charge.contract.ts';
import { MandateState } from '../contracts/payments/direct-debit.contract.ts';
import { SavedCardId } from '../kernel/card-ids.ts';
import { DepositId, DiscrepancyId } from '../kernel/deposit-ids.ts';
import { BillId, ChargeId, DebitCollectionId, MandateId, MemberId, PayLinkId } from '../kernel/ids.ts';
import { JstDate, JstMonth } from '../kernel/jst.ts';
import { PayoutId } from '../kernel/payout-ids.ts';
import { SettlementId } from '../kernel/settlement-ids.ts';
import { PositiveYen, PriceYen, Yen } from '../kernel/yen.ts';
import { defineMessage } from './define-message.ts';

const exampleLine = { payableId: 'bill_01JZZZZZZZZZZZZZZZZZZZZZZZ', amount: 10_000 };
const exampleCharge = {
  chargeId: 'chg_01JZZZZZZZZZZZZZZZZZZZZZZZ',
  paymentNumber: '1234567890128',
  memberId: 'mem_01JZZZZZZZZZZZZZZZZZZZZZZZ',
  provider: 'komoju',
  method: 'konbini',
  sequence: 2,
  lines: [exampleLine],
};

const chargeFacts = {
  chargeId: ChargeId,
  paymentNumber: z.string().regex(/^\d{13}$/),
  memberId: MemberId,
  /** The money of a payer who settles bills of several members: it is none of theirs. */
  payLinkId: PayLinkId.nullish(),
  provider: z.string(),
  method: ChargeMethod,
  /** Version of the charge: of two facts about one charge the higher one is newer, whatever arrives first. */
  sequence: z.number().int().min(0),
  lines: z
    .array(z.object({ payableId: BillId, amount: PositiveYen }))
    .min(1)
    .max(50),
};

/** Money is there (`final`) or reported (`provisional`, 速報). The consumer is idempotent on (chargeId, state). */
export const moneySettled = defineMessage({
  name: 'payments.money.settled',
  version: 1,
  to: 'server',
  payload: z.object({
    ...chargeFacts,
    state: z.enum(['provisional', 'final']),
    amount: PositiveYen,
    memberFee: PriceYen,
    currency: z.literal('JPY'),
    /** When the provider says it was paid. */
    paidAt: z.iso.datetime(),
  }),
  examples: [{ ...exampleCharge, state: 'final', amount: 10_000, memberFee: 0, currency: 'JPY', paidAt: '2026-05-12T03:04:05.000Z' }],
});

/** 速報取消, refund or chargeback, or a refund that came back: an entry of its own, never an edit. */
export const moneyReversed = defineMessage({
  name: 'payments.money.reversed',
  version: 1,
  to: 'server',
  payload: z.object({
    ...chargeFacts,
    kind: z.enum(['provisional_withdrawn', 'refunded', 'partly_refunded', 'charged_back', 'refund_returned', 'part_won']),
    /** Sum taken back in all so far: less than before once a refund came back, and nothing where it was all that had gone. */
    amount: PriceYen,
    /** What of it disputes took in parts, so that it proves no refund; absent for nothing. */
    disputed: PriceYen.optional(),
    /** What is here again had gone before a dispute took all that was left, and that dispute still has it. */
    ofChargedBack: z.boolean().optional(),
    reversedAt: z.iso.datetime(),
  }),
  examples: [{ ...exampleCharge, kind: 'provisional_withdrawn', amount: 10_000, reversedAt: '2026-05-12T03:04:05.000Z' }],
});

/** A charge moved without money: number issued, card authorised, expired, voided, failed. For the open pages only. */
export const chargeChanged = defineMessage({
  name: 'payments.charge.changed',
  version: 1,
  to: 'server',
  payload: z.object({
    ...chargeFacts,
    state: ChargeState,
    expiresAt: z.iso.datetime().nullable(),
    /** The card had been authorised: that it was let go is no more than expected money that does not come (PAY-07). */
    wasAuthorized: z.boolean().optional(),
  }),
  examples: [{ ...exampleCharge, state: 'awaiting', expiresAt: '2026-05-19T14:59:59.000Z' }],
});

export const discrepancyReasons = [
  'amount_mismatch',
  'currency_mismatch',
  'unknown_charge',
  'order_mismatch',
  'body_variant',
  'unreadable_body',
  'withdrawn_after_final',
  'refund_exceeds_payment',
  'refund_bounced',
  // A dispute over less than what is left of a payment.
  'chargeback_of_part',
  'debit_result_other',
  'debit_row_unknown',
  // What a provider's settlement says otherwise than our charges (provider case 46).
  'settlement_other_amount',
  'settlement_unknown',
  'settlement_twice',
  'settlement_not_paid',
  'settlement_not_refunded',
  'settlement_overdue',
  'settlement_correction',
  'settlement_total',
  'settlement_unreadable',
  // Its transfer was put off, sent back by the bank, taken back by the provider, or has not come for too long.
  'settlement_suspended',
  'settlement_bounced',
  'settlement_cancelled',
  'settlement_late',
  'charge_unanswered',
  'marked_as_fraud',
  // Another payment at the provider for an order that is paid already.
  'second_payment',
  // The bank took back a deposit that the office had settled.
  'deposit_recalled',
  // A provider charged by itself under a contract that is none of ours, and does not confirm it when it is asked.
  'contract_charge',
] as const;

/**
 * `refund_back`: a refund that had counted came back. `part_taken`: a dispute took a part of a payment. `taken_back`: the provider
 * withdrew money that was final (provider case 15).
 */
export const heldMoves = ['refund_back', 'part_taken', 'taken_back'] as const;

/** What does not fit: held money makes no Payment until staff decide (domain.md 3.8). */
export const discrepancyRaised = defineMessage({
  name: 'payments.discrepancy.raised',
  version: 1,
  to: 'server',
  payload: z.object({
    discrepancyId: DiscrepancyId,
    reason: z.enum(discrepancyReasons),
    provider: z.string(),
    settlementId: SettlementId.nullish(),
    /** The deposit at the desk, and where it stands there. */
    deposit: z.object({ depositId: DepositId, place: z.string() }).nullish(),
    chargeId: ChargeId.nullable(),
    paymentNumber: z.string(),
    memberId: MemberId.nullable(),
    payableId: BillId.nullable(),
    expected: PriceYen.nullable(),
    /** What the provider told; null when it told none or no whole yen. */
    received: Yen.nullable(),
    /** It is money that came, and people say how much of it is booked. */
    bringsMoney: z.boolean().optional(),
    /** Money that had moved before moves once more, by exactly what was received, once people have seen it. */
    // A word of a newer service is a task without an act to an older one, and not a message that cannot be read.
    moves: z.enum(heldMoves).optional().catch(undefined),
    /** With how many other contents the same notice has come by now; the matter is told anew with each. */
    variants: z.number().int().positive().optional(),
    raisedAt: z.iso.datetime(),
  }),
  examples: [
    {
      discrepancyId: 'dsc_01JZZZZZZZZZZZZZZZZZZZZZZZ',
      reason: 'amount_mismatch',
      provider: 'komoju',
      chargeId: exampleCharge.chargeId,
      paymentNumber: exampleCharge.paymentNumber,
      memberId: exampleCharge.memberId,
      payableId: exampleLine.payableId,
      expected: 10_000,
      received: 9_000,
      raisedAt: '2026-05-12T03:04:05.000Z',
    },
  ],
});

/**
 * The list of a month's direct debits is being closed: what do these members owe? Up to a hundred mandates share a message;
 * the answer is `debits.collect`, which may come more than once.
 */
export const debitDue = defineMessage({
  name: 'payments.debit.due',
  version: 1,
  to: 'server',
  payload: z.object({
    collectionId: DebitCollectionId,
    part: z.number().int().min(0),
    /** Bills that fall due before this day are drawn now: the next collection would be too late for them. */
    nextDebitOn: JstDate,
    mandates: z.array(z.object({ mandateId: MandateId, memberId: MemberId })).max(100),
  }),
  examples: [
    {
      collectionId: 'dcl_01JZZZZZZZZZZZZZZZZZZZZZZZ',
      part: 0,
      nextDebitOn: '2026-05-27',
      mandates: [{ mandateId: 'mdt_01JZZZZZZZZZZZZZZZZZZZZZZZ', memberId: exampleCharge.memberId }],
    },
  ],
});

/** A member's saved card is there, charged no more, or taken back: what was waiting for it can go on or has to end. */
export const cardChanged = defineMessage({
  name: 'payments.card.changed',
  version: 1,
  to: 'server',
  payload: z.object({ cardId: SavedCardId, memberId: MemberId, state: z.enum(savedCardStates), changedAt: z.iso.datetime() }),
  examples: [
    {
      cardId: 'crd_01JZZZZZZZZZZZZZZZZZZZZZZZ',
      memberId: exampleCharge.memberId,
      state: 'active',
      changedAt: '2026-05-12T03:04:05.000Z',
    },
  ],
});

/**
 * A member's mandate draws from now on, has ended, or belongs to another record. Two mandates of one member have no common order:
 * whoever hears of it asks for the one that counts, unless this version is known.
 */
export const mandateChanged = defineMessage({
  name: 'payments.mandate.changed',
  version: 1,
  to: 'server',
  payload: z.object({
    mandateId: MandateId,
    /** Of the mandate: the higher one is newer, whatever arrives first. */
    sequence: z.number().int().min(0),
    state: MandateState,
    /** Whose it is, and first of all whose it was where it went to another record. */
    memberIds: z.array(MemberId).min(1).max(2),
    changedAt: z.iso.datetime(),
  }),
  examples: [
    {
      mandateId: 'mdt_01JZZZZZZZZZZZZZZZZZZZZZZZ',
      sequence: 3,
      state: 'invalid',
      memberIds: [exampleCharge.memberId],
      changedAt: '2026-05-12T03:04:05.000Z',
    },
  ],
});

/** A payout waits for the organisation: the bank sent it back, or there is no account to send it to (case 89). */
export const payoutStuck = defineMessage({
  name: 'payments.payout.stuck',
  version: 1,
  to: 'server',
  payload: z.object({
    payoutId: PayoutId,
    /** Of the payout: one that comes back twice is told of twice. */
    sequence: z.number().int().min(0),
    why: z.enum(['returned', 'no_account']),
    closeMonth: JstMonth,
    net: PositiveYen,
    payOn: JstDate,
  }),
  examples: [
    {
      payoutId: 'pot_01JZZZZZZZZZZZZZZZZZZZZZZZ',
      sequence: 4,
      why: 'returned',
      closeMonth: '2026-04',
      net: 9640,
      payOn: '2026-05-29',
    },
  ],
});
