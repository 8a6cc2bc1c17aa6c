import * as z from 'zod';
import { BillingItemId, MembershipTypeId } from '../../kernel/ids.ts';
import { FiscalYear, JstDate, JstMonth } from '../../kernel/jst.ts';
import { PriceYen } from '../../kernel/yen.ts';
import { ShortText } from '../text.contract.ts';
import { BillCategory, TaxCategory } from './billing.contract.ts';

/** What somebody who comes in during the period pays of it (domain.md 5.2, BIL-19). */
export const prorationPolicies = ['none', 'half_second_half', 'quarterly', 'monthly', 'daily', 'daily_in_month'] as const;
export const ProrationPolicy = z.enum(prorationPolicies);
export type ProrationPolicy = z.output<typeof ProrationPolicy>;

/** Categories of items that an office makes; bills of events come from events. */
export const itemCategories = ['annual', 'joining', 'adhoc', 'recurring'] as const;
export const ItemCategory = z.enum(itemCategories);
export type ItemCategory = z.output<typeof ItemCategory>;

/** Which policies an item may have: a year can be shared out in many ways, a month by its days only. */
export const policiesOf: Readonly<Record<ItemCategory, readonly ProrationPolicy[]>> = {
  annual: ['none', 'half_second_half', 'quarterly', 'monthly', 'daily'],
  joining: ['none'],
  adhoc: ['none'],
  recurring: ['none', 'daily_in_month'],
};

/** Due on `day` of the month that is `months` after the first month paid for, moved to a bank day or not. 31: its last day. */
export const DueRule = z.strictObject({
  months: z.number().int().min(0).max(24),
  day: z.number().int().min(1).max(31),
  shift: z.enum(['none', 'next', 'previous']),
});
export type DueRule = z.output<typeof DueRule>;

/** Where the amounts stand: on the membership types (docs/decisions/0004) or in the item's own table. */
export const FeesFrom = z.enum(['membership_type', 'table']);

/** One price of the fee table, tax included; `from` null: from the beginning. */
export const ItemPrice = z.object({ membershipTypeId: MembershipTypeId, from: JstDate.nullable(), amount: PriceYen });
export type ItemPrice = z.output<typeof ItemPrice>;

/** The price of a table in force for a type on a day; null where there is none yet. */
export function itemPriceOn<Price extends number>(
  prices: readonly { readonly membershipTypeId: string; readonly from: string | null; readonly amount: Price }[],
  membershipTypeId: string,
  day: string,
): Price | null {
  let found: (typeof prices)[number] | null = null;
  for (const price of prices) {
    if (price.membershipTypeId !== membershipTypeId || (price.from ?? '') > day) continue;
    if (found === null || (price.from ?? '') > (found.from ?? '')) found = price;
  }
  return found?.amount ?? null;
}

/** Prices of one type in one table, the later ones included. */
export const itemPriceLimit = 50;

export const TaxOfType = z.strictObject({ membershipTypeId: MembershipTypeId, taxCategory: TaxCategory });

export const BillingItemView = z.object({
  billingItemId: BillingItemId,
  name: z.string(),
  category: BillCategory,
  taxCategory: TaxCategory,
  /** Types that are taxed otherwise than the item: a conference fee is 不課税 for members and taxed for others. */
  taxByType: z.array(TaxOfType),
  feesFrom: FeesFrom,
  prices: z.array(ItemPrice),
  proration: ProrationPolicy,
  /** The price counts once for each unit (口数) that the member holds. */
  perUnit: z.boolean(),
  /** Annual dues: members who rest (休会) are asked for them as well (domain.md 1). */
  billsResting: z.boolean(),
  /** Types that never pay the item: every run leaves them out. */
  exemptTypeIds: z.array(MembershipTypeId),
  dueRule: DueRule.nullable(),
  /** 但し書き of the receipt; {年度} is replaced. */
  proviso: z.string(),
  version: z.number().int(),
});
const version = z.number().int().min(0);
const terms = {
  name: ShortText,
  proviso: ShortText,
  taxCategory: TaxCategory.optional(),
  taxByType: z.array(TaxOfType).max(100).optional(),
  feesFrom: FeesFrom.optional(),
  proration: ProrationPolicy.optional(),
  perUnit: z.boolean().optional(),
  billsResting: z.boolean().optional(),
  exemptTypeIds: z.array(MembershipTypeId).max(100).optional(),
  dueRule: DueRule.nullish(),
};
export const CreateBillingItemInput = z.strictObject({ ...terms, category: ItemCategory });
/** What is not named stays as it is; the category is for good. */
export const UpdateBillingItemInput = z.strictObject({ ...terms, billingItemId: BillingItemId, version });

/** A price for the same type and day is replaced. */
export const SetItemPriceInput = z.strictObject({ ...ItemPrice.shape, billingItemId: BillingItemId, version });
export const DropItemPriceInput = SetItemPriceInput.omit({ amount: true });

export const ProposeDueInput = z.strictObject({ billingItemId: BillingItemId, fiscalYear: FiscalYear, allocationStartMonth: JstMonth });
export const DueProposal = z.object({ dueOn: JstDate, written: JstDate });
