import * as z from 'zod';
import { JstDate } from '../../kernel/jst.ts';
import { PriceYen, yen } from '../../kernel/yen.ts';
import type { ChargeMethod } from './charge.contract.ts';

/** Who bears the system fee (システム利用料) of a payment: the organisation, or the member on top of the bill (TEN-06). */
export const feeBearers = ['org', 'member'] as const;
export const FeeBearer = z.enum(feeBearers);
export type FeeBearer = z.output<typeof FeeBearer>;

/**
 * What a system fee is taken for: money that passes through the operator. What a bank draws it puts into the organisation's own
 * account (0039): there is no payout that a fee could be taken off, so there is no rate either.
 */
export const feeMethods = ['card', 'konbini', 'payeasy', 'virtual_account'] as const satisfies readonly ChargeMethod[];
export const FeeMethod = z.enum(feeMethods);
export type FeeMethod = z.output<typeof FeeMethod>;

/** Of one method: a part of the sum in basis points and a fixed sum; both may be nothing. */
export const FeeRate = z.strictObject({
  basisPoints: z.number().int().min(0).max(2000),
  fixed: PriceYen.max(9999),
});
export type FeeRate = z.output<typeof FeeRate>;

export const MethodRate = z.strictObject({ method: FeeMethod, ...FeeRate.shape });
export type MethodRate = z.output<typeof MethodRate>;

/**
 * In force until the operator sets its own: the systems that this one covers name none (domain.md 5.5). Also of methods that a
 * deployment may not have yet.
 */
export const exampleRates: readonly MethodRate[] = [
  { method: 'card', basisPoints: 360, fixed: yen(0) },
  { method: 'konbini', basisPoints: 0, fixed: yen(220) },
  { method: 'payeasy', basisPoints: 0, fixed: yen(220) },
  { method: 'virtual_account', basisPoints: 0, fixed: yen(220) },
];

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
    .max(feeMethods.length)
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
