import * as z from 'zod';
import { BillId, ChargeId, MemberId, MessageId, PaymentId } from '../../kernel/ids.ts';
import { JstDate, JstMonth } from '../../kernel/jst.ts';
import { PayoutId } from '../../kernel/payout-ids.ts';
import { SettlementId } from '../../kernel/settlement-ids.ts';
import { PositiveYen, Yen } from '../../kernel/yen.ts';
import { AskedProvider, ChargeMethod, ChargeState, ChargeTrace, DeadNotice } from './charge.contract.ts';
import { PayoutView, payoutLineKinds } from './payout.contract.ts';
import { settlementVerdicts, transferStates } from './settlement.contract.ts';

// ── the console
export const MoneyTraceInput = z.strictObject({ chargeId: ChargeId });

/** What the books made of a charge. */
export const TracePosting = z.object({
  messageId: MessageId,
  /** `payments.money.settled` and so on. */
  name: z.string(),
  state: z.enum(['posted', 'waiting', 'dead']),
  at: z.iso.datetime(),
  reason: z.string(),
});

/** Where the money of a charge went. */
export const ChargeWhereabouts = z.object({
  /** Each of its movements, in the order in which they were written. */
  payouts: z.array(
    z.object({
      lineId: z.string(),
      kind: z.enum(payoutLineKinds),
      bookedOn: JstDate,
      /** What of it is paid out; below nothing where money went back. */
      net: Yen,
      /** When it was paid out, else when its month was closed, else when it was written. */
      at: z.iso.datetime(),
      /** Null: it stands in no payout yet. */
      payout: PayoutView.pick({ payoutId: true, closeMonth: true, state: true, payOn: true, paidOn: true }).nullable(),
      /** Months whose payout came to nothing and passed it on. */
      carriedBy: z.array(z.object({ payoutId: PayoutId, closeMonth: JstMonth })),
    }),
  ),
  settlements: z.array(
    z.object({
      settlementId: SettlementId,
      provider: z.string(),
      reference: z.string(),
      /** `open`: it left the charge out. */
      kind: z.enum(['payment', 'refund', 'open']),
      verdict: z.enum(settlementVerdicts),
      amount: Yen,
      at: z.iso.datetime(),
      transfer: z.enum(transferStates),
      transferAt: z.iso.datetime().nullable(),
    }),
  ),
});

export const MoneyTrace = z.object({
  ...ChargeWhereabouts.shape,
  charge: ChargeTrace,
  memberName: z.string(),
  memberNumber: z.string(),
  bills: z.array(z.object({ billId: BillId, billName: z.string(), billNumber: z.string() })),
  postings: z.array(TracePosting),
  payments: z.array(
    z.object({
      paymentId: PaymentId,
      state: z.string(),
      received: Yen,
      allocated: Yen,
      unallocated: Yen,
      reversed: Yen,
      receivedAt: z.iso.datetime(),
      recordedAt: z.iso.datetime(),
    }),
  ),
});

/** PAY-08: the provider is asked about a charge now. */
export const AskProviderInput = MoneyTraceInput;
export const AskProviderOutput = AskedProvider;

/** PAY-08: what a member who could not pay tells of themselves. */
export const FindAttemptsInput = z
  .strictObject({
    familyName: z.string().max(50).default(''),
    givenName: z.string().max(50).default(''),
    familyNameKana: z.string().max(100).default(''),
    givenNameKana: z.string().max(100).default(''),
    birthDate: z.union([z.literal(''), JstDate]).default(''),
    email: z.string().max(254).default(''),
    paymentNumber: z.string().max(20).default(''),
  })
  .refine((given) => given.paymentNumber.trim() !== '' || given.email.trim() !== '' || given.familyNameKana.trim() !== '', {
    message: 'too_little',
    path: ['email'],
  });

export const traceFacts = ['name', 'kana', 'birthDate', 'email', 'paymentNumber'] as const;

export const FoundAttempts = z.object({
  people: z.array(
    z.object({
      memberId: MemberId,
      memberName: z.string(),
      memberNumber: z.string(),
      /** What was told and is as in the roll, and what is not. */
      agrees: z.array(z.enum(traceFacts)),
      differs: z.array(z.enum(traceFacts)),
      /** Newest first. */
      attempts: z.array(
        z.object({
          chargeId: ChargeId,
          paymentNumber: z.string(),
          billNames: z.array(z.string()),
          method: ChargeMethod,
          state: ChargeState,
          amount: PositiveYen,
          provider: z.string(),
          failureCode: z.string(),
          createdAt: z.iso.datetime(),
        }),
      ),
    }),
  ),
});

// ── what could not be delivered
export const DeadLetter = DeadNotice.extend({
  /** What the provider told, or what the payments-service said of it. */
  kind: z.enum(['message', 'notice']),
});
export const DeadLetters = z.object({ rows: z.array(DeadLetter) });
export const ReplayDeadLetterInput = z.strictObject({ kind: z.enum(['message', 'notice']), id: z.string().min(1).max(300) });
