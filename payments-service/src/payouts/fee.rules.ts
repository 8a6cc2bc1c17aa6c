import type { ChargeMethod } from '@tsudoi/shared/contracts/payments/charge.contract';
import { type FeeBearer, type FeeRate, type MethodRate, exampleRates, feeMethods } from '@tsudoi/shared/contracts/payments/fee.contract';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { type Yen, addYen, basisPointsOfYen, yen, zeroYen } from '@tsudoi/shared/kernel/yen';

/** The system fee of one charge, as it was when the charge was opened: it is never worked out anew. */
export interface ChargeFee {
  readonly bearer: FeeBearer;
  readonly basisPoints: number;
  readonly fixed: Yen;
  readonly sum: Yen;
}

/** As it is stored: tables of before have a rate for debits as well, which never took anything. */
export interface WrittenRate extends FeeRate {
  readonly method: ChargeMethod;
}

export interface FeeTable {
  /** Null: the example table. */
  readonly from: JstDate | null;
  readonly rates: readonly WrittenRate[];
}

const nothing: FeeRate = { basisPoints: 0, fixed: yen(0) };
const isCharged = (rate: WrittenRate): rate is MethodRate => feeMethods.some((method) => method === rate.method);

/** What a table holds of rates that are taken. */
export function ratesTaken(rates: readonly WrittenRate[]): MethodRate[] {
  return rates.filter(isCharged);
}

/** Of the newest table that has begun; a method that it does not name has its example rate, and what no fee is taken for has none. */
export function rateInForce(tables: readonly FeeTable[], method: ChargeMethod, day: JstDate): FeeRate {
  const rates = [...ratesTaken(tableInForce(tables, day)?.rates ?? []), ...exampleRates];
  const { basisPoints, fixed } = rates.find((rate) => rate.method === method) ?? nothing;
  return { basisPoints, fixed };
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

/**
 * Who transfers types the sum themselves, in parts if they like: a fee on top of it would be a part of no bill. What is charged by
 * itself, with nobody at a page that shows a fee, is charged as the notice of it said (0091).
 */
export function bearerFor(method: ChargeMethod, chosen: FeeBearer, byItself = false): FeeBearer {
  return byItself || method === 'virtual_account' ? 'org' : chosen;
}

/** What the payer pays on top. */
export function onTop(fee: ChargeFee): Yen {
  return fee.bearer === 'member' ? fee.sum : zeroYen;
}
