import * as z from 'zod';
import { CardSetupId } from '../../kernel/card-ids.ts';
import { BillId, MemberId } from '../../kernel/ids.ts';
import { JstDate, JstMonth } from '../../kernel/jst.ts';
import { Forward } from '../../kernel/page.ts';
import { RecurringPlanId, RecurringProductId } from '../../kernel/recurring-ids.ts';
import { PositiveYen } from '../../kernel/yen.ts';
import { BillStatus, TaxCategory } from '../billing/billing.contract.ts';
import { SavedCardView } from '../payments/card.contract.ts';
import { IdempotencyKey, Memo, ShortText } from '../text.contract.ts';
import { DuesOffer } from './dues-card.contract.ts';

/** 月謝・継続課金の商品: what is charged once a month. */
export const RecurringProductForm = z.strictObject({
  name: ShortText,
  amount: PositiveYen,
  /** Day of the month; not behind the 28th, so that every month has it. */
  chargeDay: z.number().int().min(1).max(28),
  description: Memo,
  taxCategory: TaxCategory,
  /** Whether new members may take it; plans go on either way. */
  isOpen: z.boolean(),
});
export const SaveRecurringProductInput = RecurringProductForm.extend({
  /** Null: a new one. */
  productId: RecurringProductId.nullable(),
  version: z.number().int().min(0),
});

export const RecurringProductView = RecurringProductForm.extend({
  productId: RecurringProductId,
  name: z.string(),
  description: z.string(),
  /** Another amount from a month on, or null. */
  next: z.object({ amount: PositiveYen, from: JstMonth }).nullable(),
  /** Address for members, to be passed on as a link or a QR code. */
  url: z.string(),
  /** How many plans go on. */
  plans: z.number().int(),
  version: z.number().int(),
});
export type RecurringProductView = z.output<typeof RecurringProductView>;

/** A bank account is drawn on with the month's list of direct debits. Konbini and Pay-easy are never offered (BIL-14). */
export const planMethods = ['card', 'direct_debit'] as const;
export const PlanMethod = z.enum(planMethods);
export type PlanMethod = z.output<typeof PlanMethod>;

/** domain.md 3.8. `ended`: the member has left. */
export const planStates = ['pending', 'active', 'past_due', 'cancelled', 'ended'] as const;
export const PlanState = z.enum(planStates);
export type PlanState = z.output<typeof PlanState>;

export const RecurringPlanView = z.object({
  planId: RecurringPlanId,
  productId: RecurringProductId,
  productName: z.string(),
  memberId: MemberId,
  memberName: z.string(),
  memberNumber: z.string(),
  method: PlanMethod,
  state: PlanState,
  amount: PositiveYen,
  /** 口座振替 whose mandate has ended: nothing is billed until one draws again. */
  lacksMandate: z.boolean(),
  /** The product costs something else by now, and no mail has told the member: they pay what they were told. */
  isUntold: z.boolean(),
  /** Day of the next bill; null when none comes. */
  nextBillOn: JstDate.nullable(),
  /** The newest bill, and the day on which its card is tried again. */
  lastBill: z.object({ billId: BillId, dueOn: JstDate, status: BillStatus, retryOn: JstDate.nullable() }).nullable(),
  cancelReason: z.string(),
  version: z.number().int(),
});
export type RecurringPlanView = z.output<typeof RecurringPlanView>;

export const PlanListInput = z.strictObject({
  productId: RecurringProductId.nullish(),
  state: PlanState.nullish(),
  cursor: RecurringPlanId.nullish(),
  direction: Forward,
});
export const PlanListOutput = z.object({ plans: z.array(RecurringPlanView), next: RecurringPlanId.nullable() });

export const CancelPlanForm = z.strictObject({ reason: ShortText });
export const CancelPlanInput = CancelPlanForm.extend({ planId: RecurringPlanId, version: z.number().int().min(0) });

// ── what a member sees and does
export const PlanOfferInput = z.strictObject({ productId: RecurringProductId });
export const PlanOffer = z.object({
  name: z.string(),
  description: z.string(),
  /** Of the first month. */
  amount: PositiveYen,
  chargeDay: z.number().int(),
  firstBillOn: JstDate,
  isOpen: z.boolean(),
  methods: z.array(PlanMethod),
  /** The card that is registered already. */
  card: SavedCardView.nullable(),
  /** The member's own, unless it is over. */
  plan: RecurringPlanView.nullable(),
});

export const JoinPlanInput = z.strictObject({
  productId: RecurringProductId,
  method: PlanMethod,
  /** Of `card`: the one that is registered already, or another one. */
  card: z.enum(['saved', 'new']),
  /** What the page showed: another amount since is refused. */
  amount: PositiveYen,
  idempotencyKey: IdempotencyKey,
});
export const JoinPlanOutput = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('active'), plan: RecurringPlanView }),
  /** The card is entered on the provider's page. */
  z.object({ outcome: z.literal('redirect'), redirectUrl: z.string() }),
]);
export const MyPlanInput = z.strictObject({ planId: RecurringPlanId });
export const ConfirmPlanOutput = z.object({ setup: z.enum(['pending', 'done', 'failed']) });
export const CancelMyPlanInput = MyPlanInput.extend({ version: z.number().int().min(0) });

export const MyRecurring = z.object({
  cardOffered: z.boolean(),
  card: SavedCardView.nullable(),
  plans: z.array(RecurringPlanView),
  /** Dues are charged to the card, as the member chose (BIL-18). */
  paysDues: z.boolean(),
  /** How they can be from now on; null where they are already, or no card can be left. */
  duesOffer: DuesOffer.nullable(),
});
export const SetUpMyCardInput = z.strictObject({ idempotencyKey: IdempotencyKey });
export const SetUpMyCardOutput = z.object({ setupId: CardSetupId, redirectUrl: z.string() });
export const FinishMyCardInput = z.strictObject({ setupId: CardSetupId });
