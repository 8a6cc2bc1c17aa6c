import { noAddress } from '@tsudoi/shared/kernel/postal-address';
import { describe, expect, test } from 'vitest';
import { addressWith, asAbroad, asJapanese, placeOf, postalDigits, townAlone } from './postal-address.ts';

const chiyoda = { prefecture: '東京都', city: '千代田区', town: '千代田' };
const marunouchi = { ...chiyoda, town: '丸の内' };
const inChiyoda = { ...noAddress, prefecture: '東京都', city: '千代田区', street: '千代田' } as const;
const typed = { ...noAddress, prefecture: '東京都', city: '港区', street: '芝1-1' } as const;

describe('row 14: an address from its postal code', () => {
  test('the seventh digit counts, however the code is written', () => {
    expect(['1000001', '100-0001', '〒１００ー０００１'].map(postalDigits)).toEqual(['1000001', '1000001', '1000001']);
    expect(['', '100000', '10000012', '100-000a'].map(postalDigits)).toEqual(['', '', '', '']);
    expect(placeOf(chiyoda)).toBe('東京都千代田区千代田');
  });

  test('fills what is empty, and leaves the building', () => {
    expect(addressWith(chiyoda, noAddress, null, false)).toEqual(inChiyoda);
    expect(addressWith(chiyoda, { ...noAddress, building: '宮内ビル' }, null, true)).toEqual({ ...inChiyoda, building: '宮内ビル' });
    expect(addressWith(chiyoda, { ...inChiyoda, street: '' }, null, false)).toEqual(inChiyoda);
    expect(addressWith(chiyoda, { ...inChiyoda, street: '千代田1-1' }, null, false)).toEqual({ ...inChiyoda, street: '千代田1-1' });
  });

  test('puts another place before the street when the code is corrected', () => {
    expect(addressWith(marunouchi, { ...inChiyoda, street: '千代田1-1' }, chiyoda, false)).toEqual({ ...inChiyoda, street: '丸の内1-1' });
    expect(addressWith(chiyoda, { ...typed, street: '芝公園1-1' }, { prefecture: '東京都', city: '港区', town: '芝' }, false)).toEqual({
      ...inChiyoda,
      street: '千代田公園1-1',
    });
  });

  test('never overwrites what somebody typed', () => {
    expect(addressWith(chiyoda, typed, null, false)).toBeNull();
    expect(addressWith(chiyoda, typed, null, true)).toBeNull();
    expect(addressWith(chiyoda, typed, marunouchi, true)).toBeNull();
    expect(addressWith(chiyoda, { ...inChiyoda, street: '大手町1-2-3' }, null, false)).toBeNull();
    // Empty parts are filled beside a street.
    expect(addressWith(chiyoda, { ...noAddress, street: '大手町1-2-3' }, null, false)).toEqual({ ...inChiyoda, street: '大手町1-2-3' });
    expect(townAlone(chiyoda, { ...typed, building: '芝ビル' })).toEqual({ ...inChiyoda, building: '芝ビル' });
  });

  test('a place that was chosen goes before a street that was typed first', () => {
    expect(addressWith(chiyoda, { ...noAddress, street: '1-1' }, null, true)).toEqual({ ...inChiyoda, street: '千代田1-1' });
  });

  test('to the fields of an address abroad and back nothing is lost', () => {
    const home = { ...typed, building: '芝ビル' };
    expect(asAbroad(home)).toEqual({ ...home, prefecture: '', city: '東京都港区', country: '' });
    expect(asJapanese(asAbroad(home))).toEqual(home);
  });
});
