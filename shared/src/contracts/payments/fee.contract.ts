import * as z from 'zod';
import { JstDate } from '../../kernel/jst.ts';
import { PriceYen } from '../../kernel/yen.ts';
import { ChargeMethod, chargeMethods } from './charge.contract.ts';

/** Who bears the system fee (システム利用料) of a payment: the organisation, or the member on top of the bill (TEN-06). */
export const feeBearers = ['org', 'member'] as const;
export const FeeBearer = z.enum(feeBearers);
export type FeeBearer = z.output<typeof FeeBearer>;

/** Of one method: a part of the sum in basis points and a fixed sum; both may be nothing. */
export const FeeRate = z.strictObject({
  basisPoints: z.number().int().min(0).max(2000),
  fixed: PriceYen.max(9999),
});
export type FeeRate = z.output<typeof FeeRate>;

export const MethodRate = z.strictObject({ method: ChargeMethod, ...FeeRate.shape });
export type MethodRate = z.output<typeof MethodRate>;

export const FeeTableView = z.object({
  /** Null: the example table that the product brings. */
  from: JstDate.nullable(),
  rates: z.array(MethodRate),
  setBy: z.string(),
});
export type FeeTableView = z.output<typeof FeeTableView>;

/** A table takes effect on a day to come: what was opened before keeps its rate. */
export const SetFeeTableInput = z.strictObject({
  from: JstDate,
  rates: z
    .array(MethodRate)
    .min(1)
    .max(chargeMethods.length)
    .refine((rates) => new Set(rates.map(({ method }) => method)).size === rates.length, 'method_twice'),
});

/** What an organisation pays for payments, and who bears it. */
export const FeeTermsView = z.object({
  bearer: FeeBearer,
  version: z.number().int(),
  table: FeeTableView,
});
export type FeeTermsView = z.output<typeof FeeTermsView>;

export const SetFeeBearerInput = z.strictObject({ bearer: FeeBearer, version: z.number().int().min(0) });
