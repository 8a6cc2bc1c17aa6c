import * as z from 'zod';
import { MembershipTypeId } from '../../kernel/ids.ts';
import { JstDate } from '../../kernel/jst.ts';
import { PriceYen } from '../../kernel/yen.ts';

/** A price of a membership type in force from a day on (RNK-02). */
export const DatedPrice = z.object({ from: JstDate, annualFee: PriceYen });
export type DatedPrice = z.output<typeof DatedPrice>;

/** Prices of one type that may be planned. */
export const datedPriceLimit = 50;

const version = z.number().int().min(0);
/** A price that begins on a day to come; one for the same day is replaced. */
export const PlanPriceInput = z.strictObject({ membershipTypeId: MembershipTypeId, from: JstDate, annualFee: PriceYen, version });
export const DropPriceInput = z.strictObject({ membershipTypeId: MembershipTypeId, from: JstDate, version });

/** The price in force on a day: the last that has begun by then, or the one from the beginning. */
export function priceOn<Price extends number>(
  type: { readonly firstFee: Price; readonly prices: readonly { readonly from: JstDate; readonly annualFee: Price }[] },
  day: JstDate,
): Price {
  let found: { readonly from: JstDate; readonly annualFee: Price } | null = null;
  for (const price of type.prices) if (price.from <= day && (found === null || price.from > found.from)) found = price;
  return found === null ? type.firstFee : found.annualFee;
}
