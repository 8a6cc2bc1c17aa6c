import { newChargeId } from '@tsudoi/shared/kernel/ids';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPaymentNumber, paymentNumberFrom, paymentNumberOf } from './payment-number.rules.ts';

const twelve = fc.stringMatching(/^\d{12}$/);

describe('payment number', () => {
  it('is thirteen digits that end in the Luhn digit', () => {
    // Luhn's own example: 7992739871 ends in 3; leading zeros add nothing.
    expect(paymentNumberFrom('007992739871')).toBe('0079927398713');
  });

  it('holds for every twelve digits', () => {
    fc.assert(fc.property(twelve, (digits) => isPaymentNumber(paymentNumberFrom(digits))));
  });

  it('notices any single wrong digit', () => {
    const place = fc.integer({ min: 0, max: 12 });
    const shift = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(twelve, place, shift, (digits, at, by) => {
        const number = paymentNumberFrom(digits);
        const wrong = String((Number(number[at]) + by) % 10);
        return !isPaymentNumber(number.slice(0, at) + wrong + number.slice(at + 1));
      }),
    );
  });

  it.each(['', '12345', '00799273987130', '00799273987a3', 'x0079927398713', '0079927398713x', '００７９９２７３９８７１３'])(
    'refuses %j',
    (text) => {
      expect(isPaymentNumber(text)).toBe(false);
    },
  );

  it('refuses to be made from anything but twelve digits', () => {
    expect(() => paymentNumberFrom('12345')).toThrow(RangeError);
    expect(() => paymentNumberFrom('-12345678901')).toThrow(RangeError);
    for (const digits of ['1234567890123', 'x123456789012', '123456789012x'])
      expect(() => paymentNumberFrom(digits)).toThrow('twelve digits');
  });
});

it('a charge made by a rule has a number of its own, with its check digit', () => {
  const numbers = Array.from({ length: 200 }, () => paymentNumberOf(newChargeId()));
  expect(numbers.every(isPaymentNumber)).toBe(true);
  expect(new Set(numbers).size).toBe(200);
  expect(paymentNumberOf('chg_01JZZZZZZZ0000000000000000')).toBe(paymentNumberFrom('000000000000'));
});
