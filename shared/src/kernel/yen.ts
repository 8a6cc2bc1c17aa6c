import * as z from 'zod';

/** Integer yen. The only module that adds, multiplies, splits and rounds money (domain.md, global conventions). */
export const Yen = z
  .number()
  .refine((value) => Number.isSafeInteger(value), 'not_integer_yen')
  .brand<'Yen', 'inout'>();
export type Yen = z.output<typeof Yen>;

/** The most that one bill can ask for and that one payment can be. */
export const mostYen = 9_999_999;

/** A sum that can be asked for or received: 1 to 9,999,999 yen (security.md 4.3, invariant 9). */
export const PositiveYen = z.number().int().min(1).max(mostYen).brand<'Yen', 'inout'>();

/** A price or reduction-free amount: 0 to 9,999,999 yen. */
export const PriceYen = z.number().int().min(0).max(mostYen).brand<'Yen', 'inout'>();

/** What sums add up to: at least nothing and, other than a single price or payment, without a ceiling. */
export const TotalYen = z.number().int().min(0).brand<'Yen', 'inout'>();

export type Rounding = 'floor' | 'half-up' | 'ceil';

export const zeroYen = 0 as Yen;

/** Checks and brands a number. @throws RangeError when it is not a safe integer. */
export function yen(value: number): Yen {
  if (!Number.isSafeInteger(value)) throw new RangeError('money must be a safe integer of yen');
  return value as Yen;
}

export function addYen(...values: readonly Yen[]): Yen {
  return yen(values.reduce((sum, value) => sum + value, 0));
}

export function sumYen(values: Iterable<Yen>): Yen {
  let sum = 0;
  for (const value of values) sum += value;
  return yen(sum);
}

export function subtractYen(from: Yen, what: Yen): Yen {
  return yen(from - what);
}

export function negateYen(value: Yen): Yen {
  return yen(value === 0 ? 0 : -value);
}

export function multiplyYen(value: Yen, times: number): Yen {
  if (!Number.isSafeInteger(times)) throw new RangeError('money is multiplied by integers only');
  return yen(value * times);
}

export function minYen(left: Yen, right: Yen): Yen {
  return left < right ? left : right;
}

export function maxYen(left: Yen, right: Yen): Yen {
  return left > right ? left : right;
}

/**
 * value × numerator / denominator in whole yen. Computed in BigInt, so that no sum loses a yen to binary fractions.
 * Rounding is towards minus infinity (`floor`), plus infinity (`ceil`) or to the nearest, halves away from zero.
 */
export function fractionOfYen(value: Yen, numerator: number, denominator: number, rounding: Rounding): Yen {
  if (!Number.isSafeInteger(numerator) || !Number.isSafeInteger(denominator) || denominator <= 0) {
    throw new RangeError('a fraction of money needs an integer numerator and a positive integer denominator');
  }
  const product = BigInt(value) * BigInt(numerator);
  const divisor = BigInt(denominator);
  const quotient = product / divisor;
  const rest = product % divisor;
  if (rest === 0n) return yen(Number(quotient));
  const negative = product < 0n;
  if (rounding === 'floor') return yen(Number(negative ? quotient - 1n : quotient));
  if (rounding === 'ceil') return yen(Number(negative ? quotient : quotient + 1n));
  const twice = (rest < 0n ? -rest : rest) * 2n;
  const away = twice >= divisor ? 1n : 0n;
  return yen(Number(negative ? quotient - away : quotient + away));
}

/** Basis points of a sum, e.g. 360 bps of 10,000 yen = 360 yen (domain.md 5.5). */
export function basisPointsOfYen(value: Yen, basisPoints: number, rounding: Rounding): Yen {
  return fractionOfYen(value, basisPoints, 10_000, rounding);
}

/** `12,000` with U+2212 for negative figures; the unit is the caller's. */
export function formatYenFigure(value: Yen): string {
  const digits = String(Math.abs(value)).replace(/\B(?=(\d{3})+$)/g, ',');
  return value < 0 ? `\u2212${digits}` : digits;
}
