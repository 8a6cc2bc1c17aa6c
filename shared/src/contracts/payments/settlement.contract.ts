import * as z from 'zod';
import { ChargeId, MemberId } from '../../kernel/ids.ts';
import { SettlementId } from '../../kernel/settlement-ids.ts';
import { Yen } from '../../kernel/yen.ts';
import { ChargeMethod } from './charge.contract.ts';

/** `announced`: the provider told of it and its lines are not read yet. `unreadable`: they could not be, people were told. */
export const settlementStates = ['announced', 'read', 'unreadable'] as const;
export type SettlementState = (typeof settlementStates)[number];

/**
 * Where the transfer of a settlement stands at its provider. `suspended`: put off; `bounced`: the bank sent it back; `cancelled`: the
 * provider took the settlement itself back, its payments are settled another time.
 */
export const transferStates = ['pending', 'paid', 'suspended', 'bounced', 'cancelled'] as const;
export type TransferState = (typeof transferStates)[number];

/** What a line is about. `open` is no line of the provider's: what it still owes for a charge of ours, or has not taken back. */
export const settlementLineKinds = ['payment', 'refund', 'fee', 'fee_tax', 'stamp', 'transfer_fee', 'correction', 'open'] as const;
export type SettlementLineKind = (typeof settlementLineKinds)[number];

/** How a line fits to our charges (providers.md 10, case 46). */
export const settlementVerdicts = [
  'matched',
  /** Short by a revenue stamp. */
  'stamp',
  /** What the provider keeps for itself: a fee, a stamp, the transfer. */
  'deduction',
  /** Paid before the cut-off and in no settlement yet: it is looked for in the next one. */
  'carried',
  // From here on somebody has to look.
  'other_amount',
  'unknown',
  'twice',
  'not_paid',
  'not_refunded',
  /** Left out of two settlements. */
  'overdue',
  'correction',
] as const;
export type SettlementVerdict = (typeof settlementVerdicts)[number];
const askingVerdicts = ['other_amount', 'unknown', 'twice', 'not_paid', 'not_refunded', 'overdue', 'correction'] as const;
export type AskingVerdict = (typeof askingVerdicts)[number];

/** Whether somebody has to look at a line of this verdict. */
export function asksForPeople(verdict: SettlementVerdict): verdict is AskingVerdict {
  return askingVerdicts.some((asking) => asking === verdict);
}

/** From what was open before to what the provider transfers, each difference by its name. They add up to the transfer, always. */
export const settlementSteps = [
  'carried_in',
  'since',
  'early',
  'carried_on',
  'overdue',
  'other_amount',
  'unknown',
  'twice',
  'not_paid',
  'not_refunded',
  'fee',
  'fee_tax',
  'stamp',
  'transfer_fee',
  'correction',
  'unexplained',
] as const;
export type SettlementStep = (typeof settlementSteps)[number];

const Instant = z.iso.datetime();

export const SettlementView = z.object({
  settlementId: SettlementId,
  provider: z.string(),
  /** The provider's own number of it, for people who quote it. */
  reference: z.string(),
  state: z.enum(settlementStates),
  announcedAt: Instant,
  transfer: z.enum(transferStates),
  /** How the transfer came to stand there, the oldest first; empty while nothing but its start was heard of. */
  transfers: z.array(z.object({ state: z.enum(transferStates), heardAt: Instant })),
  /** What came in up to then is in it; null until it is read. */
  cutoffAt: Instant.nullable(),
  /** The cut-off of the settlement before, where there was one. */
  previousCutoffAt: Instant.nullable(),
  /** What the provider says that it transfers. */
  remittance: Yen.nullable(),
  lineCount: z.number().int(),
  /** Lines that somebody has to look at, and a total that its own lines do not make. */
  asking: z.number().int(),
  open: z.object({ count: z.number().int(), amount: Yen }),
  /** Those that are not nothing, in the order of `settlementSteps`; their sum is `remittance`. */
  steps: z.array(z.object({ step: z.enum(settlementSteps), count: z.number().int(), amount: Yen })),
});
export type SettlementView = z.output<typeof SettlementView>;

export const SettlementLine = z.object({
  lineId: z.string(),
  kind: z.enum(settlementLineKinds),
  verdict: z.enum(settlementVerdicts),
  chargeId: ChargeId.nullable(),
  paymentNumber: z.string(),
  method: ChargeMethod.nullable(),
  /** What the provider settles; nothing for what it left out. */
  amount: Yen,
  /** What it is by our books; null where they know nothing of it. */
  ours: Yen.nullable(),
  happenedAt: Instant,
});
export type SettlementLine = z.output<typeof SettlementLine>;

export const settlementViews = ['asking', 'open', 'rest'] as const;
const direction = z.enum(['forward', 'backward']).optional();
export const SettlementListInput = z.strictObject({ cursor: SettlementId.nullish(), direction });
export const SettlementList = z.object({
  rows: z.array(SettlementView),
  next: SettlementId.nullable(),
  /** The organisation's providers, and which of them tell of their settlements. */
  providers: z.array(z.object({ provider: z.string(), reports: z.boolean() })),
});
export const SettlementIdInput = z.strictObject({ settlementId: SettlementId });
export const SettlementLinesInput = z.strictObject({
  settlementId: SettlementId,
  view: z.enum(settlementViews),
  /** How many lines of the view were shown before. */
  cursor: z.number().int().min(0).nullish(),
  direction,
});

/** What the server asks the payments-service about settlements; part of `paymentsInternal`. */
export const settlementsInternal = {
  'settlements.list': { type: 'query', input: z.strictObject({ cursor: SettlementId.nullable() }), output: SettlementList },
  'settlements.get': { type: 'query', input: SettlementIdInput, output: SettlementView.nullable() },
  /** Null for a settlement that is none of the organisation's. */
  'settlements.lines': {
    type: 'query',
    input: z.strictObject({ settlementId: SettlementId, view: z.enum(settlementViews), from: z.number().int().min(0) }),
    output: z.object({ lines: z.array(SettlementLine), next: z.number().int().nullable() }).nullable(),
  },
} as const satisfies Record<string, { type: 'query' | 'mutation'; input: z.ZodType; output: z.ZodType }>;

/** Next to it what the server knows: whose payment it is. */
export const SettlementDeskLine = SettlementLine.extend({
  memberId: MemberId.nullable(),
  memberName: z.string(),
  memberNumber: z.string(),
});
export type SettlementDeskLine = z.output<typeof SettlementDeskLine>;
export const SettlementLinesOutput = z.object({ lines: z.array(SettlementDeskLine), next: z.number().int().nullable() });
