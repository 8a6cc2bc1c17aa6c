import * as z from 'zod';
import { BillId, CorrectionId, MembershipTypeId } from '../../kernel/ids.ts';
import { FiscalYear, JstDate } from '../../kernel/jst.ts';
import { PriceYen, TotalYen, Yen } from '../../kernel/yen.ts';
import { BillStatus, NoDues } from '../billing/billing.contract.ts';
import { IdempotencyKey, ShortText } from '../text.contract.ts';
import { PaymentMethod } from './payment.contract.ts';

/**
 * 訂正: what is wrong with a bill or with the money on it.
 * `type`, `year` and `amount` are mistakes of the bill: it is cancelled and made anew. `surplus` and `misplaced` are mistakes
 * of the money: too much on this bill, or meant for another one.
 */
export const correctionKinds = ['type', 'year', 'amount', 'surplus', 'misplaced'] as const;
export const CorrectionKind = z.enum(correctionKinds);
export type CorrectionKind = z.output<typeof CorrectionKind>;

/** Why a correction, or its undo, is refused: `why` of CORRECTION_REFUSED. */
export const correctionRefusals = [
  /** It would change nothing. */
  'nothing',
  /** Not of such a bill: a draft, a cancelled one, one that is no annual fee. */
  'not_offered',
  /** Amounts or money changed after the preview was drawn. */
  'stale',
  /** Somebody else corrected the bill in the meantime; `name` says who. */
  'colleague',
  /** 速報 or a payment at the provider: not settled yet, so nobody can say where it lies. */
  'money_under_way',
  /** A bill that was to take the money takes none. */
  'target',
  /** The bill of that year is a draft: money lies only on confirmed bills. */
  'target_draft',
  /** A shortage was written off: that is no money, and cannot lie elsewhere. It is taken back first. */
  'written_off',
  /** Of the money that would lie on bills a refund is under way: it would go off them again. */
  'promised',
  /** The item has no price for that type and year. */
  'no_price',
  'undo_over',
  /** Something was built on the correction since. */
  'undo_blocked',
  /** The type that the member had before was put away since: it is given to nobody. */
  'type_gone',
] as const;
export type CorrectionRefusal = (typeof correctionRefusals)[number];

/** What becomes of money that no bill asks for: it stays as 前受, or pays next year's dues. */
export const Rest = z.enum(['keep', 'next_year']);

const common = { billId: BillId, rest: Rest };
/** Null: the day of the old bill, for another year the day that its item's rule gives; a month from now when that has passed. */
const anew = { ...common, dueOn: JstDate.nullable() };

export const CorrectionAsk = z.discriminatedUnion('wrong', [
  z.strictObject({
    ...anew,
    wrong: z.literal('type'),
    membershipTypeId: MembershipTypeId,
    /** Of dues of a year that is over, whether the member keeps the type of today: they do unless it is said. Others never. */
    keepType: z.boolean().optional(),
  }),
  z.strictObject({ ...anew, wrong: z.literal('year'), fiscalYear: FiscalYear }),
  z.strictObject({ ...anew, wrong: z.literal('amount'), amount: PriceYen }),
  z.strictObject({ ...common, wrong: z.literal('surplus'), toBillIds: z.array(BillId).max(20) }),
  z.strictObject({ ...common, wrong: z.literal('misplaced'), toBillIds: z.array(BillId).min(1).max(20) }),
]);
export type CorrectionAsk = z.output<typeof CorrectionAsk>;

export const billRoles = ['corrected', 'replacement', 'target', 'next_year'] as const;
const Standing = z.object({ amount: PriceYen, allocated: TotalYen, status: BillStatus });

/** A bill that a correction touches: as it stands, and as it will. A bill that does not exist yet has no `before`. */
export const CorrectedBill = z.object({
  role: z.enum(billRoles),
  billId: BillId.nullable(),
  billNumber: z.string(),
  billName: z.string(),
  fiscalYear: FiscalYear,
  dueOn: JstDate,
  before: Standing.nullable(),
  after: Standing,
});

/** Part of a payment that goes from the corrected bill to another, or to none. */
export const CorrectedMoney = z.object({
  method: PaymentMethod,
  paymentNumber: z.string(),
  receivedAt: z.iso.datetime(),
  amount: PriceYen,
  /** Index in `bills`; null: it stays with the member as 前受. */
  to: z.number().int().nullable(),
});

/** The whole act in the order in which it is carried out, as it was done by hand before. */
export const correctionSteps = [
  'void_slips',
  'take_off',
  'cancel',
  'leave_link',
  'change_type',
  'create',
  'create_next',
  'place',
  'keep',
] as const;
const Step = z.object({ step: z.enum(correctionSteps), name: z.string(), amount: Yen });

export const CorrectionPlan = z.object({
  /** Names exactly this plan: it is the plan that is carried out, or none. */
  digest: z.string(),
  wrong: CorrectionKind,
  steps: z.array(Step),
  bills: z.array(CorrectedBill),
  money: z.array(CorrectedMoney),
  memberType: z.object({ from: z.string(), to: z.string() }).nullable(),
  /** The type that the member has today, where it is the office's to say (`keepType`) whether it changes too; else null. */
  typeToday: z.string().nullable(),
  /** All the money of the payments concerned: on bills and on none. The total never changes. */
  totals: z.object({
    onBillsBefore: TotalYen,
    onBillsAfter: TotalYen,
    apartBefore: TotalYen,
    apartAfter: TotalYen,
  }),
  dueOn: JstDate.nullable(),
  /** Why dues of the next year are not made, so that what is left over stays 前受; null where they may be, or are there. */
  noNextYear: NoDues.nullable(),
});

export const CorrectInput = z.strictObject({
  ask: CorrectionAsk,
  digest: z.string().length(64),
  reason: ShortText,
  /** One mail that tells the member what their bill is now. */
  tellMember: z.boolean(),
  idempotencyKey: IdempotencyKey,
});
export const CorrectOutput = z.object({
  correctionId: CorrectionId,
  /** The bill to look at from now on. */
  billId: BillId,
});
export const UndoCorrectionInput = z.strictObject({ correctionId: CorrectionId, idempotencyKey: IdempotencyKey });

export const CorrectionView = z.object({
  correctionId: CorrectionId,
  wrong: z.enum([...correctionKinds, 'undo']),
  at: z.iso.datetime(),
  actor: z.string(),
  reason: z.string(),
  bills: z.array(CorrectedBill.extend({ billId: BillId })),
  money: z.array(CorrectedMoney),
  memberType: z.object({ from: z.string(), to: z.string() }).nullable(),
  undone: z.boolean(),
  /** Nothing was built on it: it can still be taken back whole. */
  undoable: z.boolean(),
});
