import type { FeeBearer, FeeRate, MethodRate } from '@tsudoi/shared/contracts/payments/fee.contract';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { type Yen, addYen, basisPointsOfYen, yen, zeroYen } from '@tsudoi/shared/kernel/yen';

/** The system fee of one charge, as it was when the charge was opened: it is never worked out anew. */
export interface ChargeFee {
  readonly bearer: FeeBearer;
  readonly basisPoints: number;
  readonly fixed: Yen;
  readonly sum: Yen;
}

export interface FeeTable {
  /** Null: the example table. */
  readonly from: JstDate | null;
  readonly rates: readonly MethodRate[];
}

/**
 * Example rates, in force until the operator sets its own: the systems that this one covers name none (domain.md 5.5).
 * Also of methods that a deployment may not have yet.
 */
const exampleRates: Readonly<Record<string, FeeRate>> = {
  card: { basisPoints: 360, fixed: yen(0) },
  konbini: { basisPoints: 0, fixed: yen(220) },
  payeasy: { basisPoints: 0, fixed: yen(220) },
  virtual_account: { basisPoints: 0, fixed: yen(220) },
  direct_debit: { basisPoints: 0, fixed: yen(150) },
};
const nothing: FeeRate = { basisPoints: 0, fixed: yen(0) };

/** The table in force on a day: the newest that has begun; a method that it does not name has its example rate. */
export function rateInForce(tables: readonly FeeTable[], method: MethodRate['method'], day: JstDate): FeeRate {
  const table = tableInForce(tables, day);
  return table?.rates.find((rate) => rate.method === method) ?? exampleRates[method] ?? nothing;
}

/** Null: none of the operator's has begun. */
export function tableInForce<T extends FeeTable>(tables: readonly T[], day: JstDate): T | null {
  const begun = tables.filter(({ from }) => from !== null && from <= day);
  return begun.toSorted((left, right) => (left.from! < right.from! ? 1 : -1))[0] ?? null;
}

/** f(A) = floor(A × bps / 10,000) + fixed, on the sum itself: what the fee adds is not charged a fee again (domain.md 5.5). */
export function feeOf(amount: Yen, { basisPoints, fixed }: FeeRate, bearer: FeeBearer): ChargeFee {
  return { bearer, basisPoints, fixed, sum: addYen(basisPointsOfYen(amount, basisPoints, 'floor'), fixed) };
}

/** What the payer pays on top. */
export function onTop(fee: ChargeFee): Yen {
  return fee.bearer === 'member' ? fee.sum : zeroYen;
}
