import { describe, expect, test } from 'vitest';
import { addressWith, placeOf, postalDigits } from './postal-address.ts';

const chiyoda = placeOf({ prefecture: '東京都', city: '千代田区', town: '千代田' });

describe('an address from its postal code', () => {
  test('the seventh digit counts, however the code is written', () => {
    expect(['1000001', '100-0001', '〒１００ー０００１'].map(postalDigits)).toEqual(['1000001', '1000001', '1000001']);
    expect(['', '100000', '10000012', '100-000a'].map(postalDigits)).toEqual(['', '', '', '']);
  });

  test('fills an empty address', () => {
    expect(addressWith(chiyoda, '', '', false)).toBe('東京都千代田区千代田');
    expect(addressWith(chiyoda, '  ', '', true)).toBe('東京都千代田区千代田');
  });

  test('puts another place before the street when the code is corrected', () => {
    expect(addressWith('東京都千代田区丸の内', '東京都千代田区千代田1-1', chiyoda, false)).toBe('東京都千代田区丸の内1-1');
  });

  test('never overwrites what somebody typed', () => {
    expect(addressWith(chiyoda, '大手町1-2-3', '', false)).toBe('大手町1-2-3');
    expect(addressWith(chiyoda, '東京都港区芝1-1', '', true)).toBe('東京都港区芝1-1');
    expect(addressWith(chiyoda, '神奈川県横浜市1-1', chiyoda, true)).toBe('神奈川県横浜市1-1');
  });

  test('a place that was chosen goes before a street that was typed first', () => {
    expect(addressWith(chiyoda, '1-1 宮内ビル', '', true)).toBe('東京都千代田区千代田1-1 宮内ビル');
  });
});
