import { type DatedPrice, datedPriceLimit } from '@tsudoi/shared/contracts/members/membership-price.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { addDays, jstDate } from '@tsudoi/shared/kernel/jst';
import { yen } from '@tsudoi/shared/kernel/yen';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { feeOn, withFeeOn, withPlannedPrice, withoutPlannedPrice } from './membership-price.rules.ts';

const today = jstDate('2026-11-26');
const price = (from: string, amount: number): DatedPrice => ({ from: jstDate(from), annualFee: yen(amount) as DatedPrice['annualFee'] });
const type = { annualFee: yen(10_000), prices: [price('2027-04-01', 12_000), price('2028-04-01', 9000)] };

describe('RNK-02 the price in force', () => {
  test('changes at the start of its day and not before', () => {
    expect(feeOn(type, jstDate('2027-03-31'))).toBe(10_000);
    expect(feeOn(type, jstDate('2027-04-01'))).toBe(12_000);
    expect(feeOn(type, jstDate('2028-03-31'))).toBe(12_000);
    expect(feeOn(type, jstDate('2030-01-01'))).toBe(9000);
    expect(feeOn({ annualFee: yen(5000) }, today)).toBe(5000);
  });

  test('is what is edited without a date, and what is planned stays', () => {
    const later = jstDate('2027-06-01');
    const edited = withFeeOn(type, later, yen(12_500) as DatedPrice['annualFee']);
    expect(feeOn(edited, later)).toBe(12_500);
    expect(feeOn(edited, today)).toBe(10_000);
    expect(feeOn(edited, jstDate('2028-04-01'))).toBe(9000);
    expect(feeOn(withFeeOn(type, today, yen(11_000) as DatedPrice['annualFee']), today)).toBe(11_000);
  });

  test('is never planned for a day that has begun, nor taken away once it has', () => {
    for (const from of ['2026-11-26', '2020-01-01']) {
      expect(() => withPlannedPrice(type, price(from, 1), today)).toThrow('INVALID_INPUT');
      expect(() => withoutPlannedPrice(type, jstDate(from), today)).toThrow('INVALID_INPUT');
    }
    expect(() => withoutPlannedPrice(type, jstDate('2029-04-01'), today)).toThrow('NOT_FOUND');
    expect(withoutPlannedPrice(type, jstDate('2027-04-01'), today)).toEqual([price('2028-04-01', 9000)]);
    expect(withPlannedPrice(type, price('2027-04-01', 13_000), today)[0]).toEqual(price('2027-04-01', 13_000));
  });

  test('is edited in its own row, and every other row stands as it was, in order', () => {
    const unordered = { annualFee: yen(10_000), prices: type.prices.toReversed() };
    const fee = yen(12_500) as DatedPrice['annualFee'];
    for (const given of [type, unordered]) {
      expect(withFeeOn(given, jstDate('2027-04-01'), fee)).toEqual({
        annualFee: 10_000,
        prices: [price('2027-04-01', 12_500), type.prices[1]],
      });
      expect(withFeeOn(given, jstDate('2028-04-01'), fee)).toEqual({
        annualFee: 10_000,
        prices: [type.prices[0], price('2028-04-01', 12_500)],
      });
      // Nothing has begun: it is the price from the beginning.
      expect(withFeeOn(given, jstDate('2027-03-31'), fee)).toEqual({ annualFee: 12_500, prices: type.prices });
      expect(withoutPlannedPrice(given, jstDate('2028-04-01'), today)).toEqual([type.prices[0]]);
    }
    expect(withFeeOn({ annualFee: yen(1) }, today, fee)).toEqual({ annualFee: 12_500, prices: [] });
  });

  test('says why it cannot be planned or taken away', () => {
    const why = (act: () => unknown) => {
      try {
        return act();
      } catch (error) {
        return error instanceof DomainError && [error.code, error.issues];
      }
    };
    const begun = ['INVALID_INPUT', [{ path: ['from'], code: 'not_to_come' }]];
    expect(why(() => withPlannedPrice(type, price('2026-11-26', 1), today))).toEqual(begun);
    expect(why(() => withoutPlannedPrice(type, today, today))).toEqual(begun);
    const full = { annualFee: yen(1), prices: Array.from({ length: datedPriceLimit }, (_, at) => price(addDays(today, at + 1), at)) };
    expect(why(() => withPlannedPrice(full, price('2030-01-01', 1), today))).toEqual([
      'INVALID_INPUT',
      [{ path: ['from'], code: 'too_big' }],
    ]);
    // One for a day that has one already takes its place.
    expect(withPlannedPrice(full, price(addDays(today, 3), 777), today)).toHaveLength(datedPriceLimit);
    expect(withPlannedPrice({ annualFee: yen(1) }, price('2027-01-01', 5), today)).toEqual([price('2027-01-01', 5)]);
    expect(why(() => withoutPlannedPrice({ annualFee: yen(1) }, jstDate('2027-01-01'), today))).toEqual(['NOT_FOUND', []]);
  });

  test('does not depend on the order in which prices were planned', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 2000 }), { maxLength: 8 }), fc.integer({ min: 0, max: 2100 }), (days, at) => {
        const planned = days.map((day) => price(addDays(today, day), day));
        const made = (rows: readonly DatedPrice[]) =>
          rows.reduce((sofar, row) => ({ ...sofar, prices: withPlannedPrice(sofar, row, today) }), {
            annualFee: yen(7),
            prices: [] as DatedPrice[],
          });
        const day = addDays(today, at);
        expect(made(planned)).toEqual(made(planned.toReversed()));
        expect(feeOn(made(planned), day)).toBe(
          Math.max(-1, ...days.filter((one) => one <= at)) < 0 ? 7 : Math.max(...days.filter((one) => one <= at)),
        );
      }),
    );
  });
});
