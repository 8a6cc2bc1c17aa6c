import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bareAddress, joinAddress, noAddress, prefectures, splitAddress } from './postal-address.ts';

const japan = (prefecture: string, city: string, street: string, building = '') => ({
  ...noAddress,
  prefecture,
  city,
  street,
  building,
});

describe('row 14: one address, in parts and as a text', () => {
  it('joins the parts as they are printed', () => {
    expect(prefectures).toHaveLength(47);
    expect(joinAddress(noAddress)).toBe('');
    expect(joinAddress({ ...noAddress, prefecture: '東京都', city: '千代田区', street: '千代田2-4-6', building: '水門ビル' })).toBe(
      '東京都千代田区千代田2-4-6 水門ビル',
    );
    expect(joinAddress({ ...noAddress, building: '水門ビル' })).toBe('水門ビル');
    expect(joinAddress({ ...noAddress, street: '221B Baker Street', city: 'London NW1 6XE', country: 'United Kingdom' })).toBe(
      '221B Baker Street, London NW1 6XE, United Kingdom',
    );
  });

  it.each([
    ['東京都千代田区千代田2-4-6 水門ビル', japan('東京都', '千代田区', '千代田2-4-6 水門ビル')],
    [' 北海道　札幌市 中央区　北1条西2', japan('北海道', '札幌市中央区', '北1条西2')],
    ['神奈川県横浜市中区山下町1', japan('神奈川県', '横浜市中区', '山下町1')],
    ['三重県四日市市諏訪町1-5', japan('三重県', '四日市市', '諏訪町1-5')],
    ['千葉県市川市市川1-1', japan('千葉県', '市川市', '市川1-1')],
    ['北海道余市郡余市町朝日町26', japan('北海道', '余市郡余市町', '朝日町26')],
    ['東京都小笠原村父島字西町', japan('東京都', '小笠原村', '父島字西町')],
    ['長野県軽井沢町長倉2381', japan('長野県', '軽井沢町', '長倉2381')],
    // What no rule is sure of stays whole in the street.
    ['東京都西新宿本町1-2', japan('東京都', '', '西新宿本町1-2')],
    ['愛知県1-2-3 市民会館', japan('愛知県', '', '1-2-3 市民会館')],
    ['横浜市中区山下町1', japan('', '', '横浜市中区山下町1')],
    ['221B Baker Street, London', japan('', '', '221B Baker Street, London')],
    ['', noAddress],
  ])('splits %s', (text, parts) => {
    expect(splitAddress(text)).toEqual(parts);
  });

  it('loses no letter, whatever somebody has typed', () => {
    const piece = fc.oneof(
      fc.constantFrom(...prefectures, '四日市市', '札幌市', '中央区', '余市郡', '大町町', '市', '区', '郡', '町', '村', ' ', '　', '1-2'),
      fc.string({ maxLength: 6 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const text = pieces.join('');
        const parts = splitAddress(text);
        expect(bareAddress(joinAddress(parts))).toBe(bareAddress(text));
        // Split once more it falls into the same parts.
        expect(splitAddress(joinAddress(parts))).toEqual(parts);
      }),
      { numRuns: 500 },
    );
  });
});
