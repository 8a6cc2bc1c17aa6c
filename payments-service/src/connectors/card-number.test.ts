import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withoutCardNumbers } from './card-number.ts';

describe('numbers of cards (security.md G16)', () => {
  it('goes, whichever brand and however it is written', () => {
    for (const number of [
      '4111111111111111',
      '4111 1111 1111 1111',
      '4111-1111-1111-1111',
      '5555555555554444',
      '2223003122003222',
      '3530111333300000',
      '378282246310005',
      '3782 822463 10005',
      '30569309025904',
      '6011111111111117',
      '6212345678901232',
    ])
      expect(withoutCardNumbers(`カード:${number}、5000円`)).toBe(`カード:${number.replace(/\d/g, 'x')}、5000円`);
  });

  it('stays, when it is no card’s: a check digit that does not hold, another length, part of an id, a number of ours', () => {
    for (const text of [
      '4111111111111112',
      '411111111111111',
      'pi_4111111111111111',
      '4111111111111111-2',
      '9111111111111116',
      '1234567890128',
      '1234567890128-1',
      '41111111111111110000',
      '20250410120405',
      '0.4111111111111111',
    ])
      expect(withoutCardNumbers(text)).toBe(text);
  });

  it('nothing but digits changes, and nothing twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from('0123456789 -x4あ"')), maxLength: 80 }), (text) => {
        const once = withoutCardNumbers(text);
        expect(once.replace(/[\dx]/g, '')).toBe(text.replace(/[\dx]/g, ''));
        expect(withoutCardNumbers(once)).toBe(once);
      }),
    );
  });
});
