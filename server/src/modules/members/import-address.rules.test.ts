import { bareAddress, joinAddress, noAddress, prefectures, splitAddress } from '@tsudoi/shared/kernel/postal-address';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { targetOf } from './import-cell.rules.ts';
import { type SaidAddress, addressOfCell, addressOfRow, cellOfAddress, tooLong } from './import-address.rules.ts';

const home = { ...noAddress, prefecture: '東京都', city: '千代田区', street: '千代田1-1', building: '水門ビル' } as const;
const abroad = { ...noAddress, street: '221B Baker Street', city: 'London', country: 'United Kingdom' };
const row = (said: SaidAddress, before: typeof noAddress = noAddress, emptyClears = false) => addressOfRow(said, before, emptyClears);

describe('IMP-02, row 14: an address from the cells of a row', () => {
  test('one text is split; parts are taken as they stand', () => {
    expect(row({ address: '東京都千代田区千代田1-1 水門ビル' })).toEqual({ ...home, street: '千代田1-1 水門ビル', building: '' });
    expect(row({ prefecture: '東京都', city: '千代田区', street: '千代田1-1', building: '水門ビル' })).toEqual(home);
    expect(row({ prefecture: '東京', city: '千代田区', street: '千代田1-1', building: '水門ビル', country: '日本' })).toEqual(home);
    expect(row({ prefecture: '', city: '東京都千代田区', street: '千代田1-1', building: '水門ビル' })).toEqual(home);
    expect(row({ prefecture: '', city: 'London', street: '221B Baker Street', building: '', country: 'United Kingdom' })).toEqual(abroad);
  });

  test('a column 住所 beside parts holds the whole, or what they do not say', () => {
    const parts = { prefecture: '東京都', city: '千代田区', street: '千代田1-1', building: '水門ビル' };
    expect(row({ ...parts, address: '東京都千代田区千代田1-1 水門ビル' })).toEqual(home);
    expect(row({ prefecture: '東京都', city: '千代田区', address: '千代田1-1', building: '水門ビル' })).toEqual(home);
    expect(row({ prefecture: '東京都', address: '千代田区千代田1-1', building: '水門ビル' })).toEqual(home);
    expect(row({ prefecture: '東京都', city: '千代田区', address: '東京都千代田区千代田1-1 水門ビル', building: '水門ビル' })).toEqual(
      home,
    );
    expect(row({ prefecture: '', city: '', street: '', building: '', address: '東京都千代田区千代田1-1' })).toEqual({
      ...home,
      building: '',
    });
  });

  test('what is no prefecture is not lost', () => {
    expect(joinAddress(row({ prefecture: 'ハワイ州', city: 'ホノルル市', street: '1-1' }))).toBe('ハワイ州ホノルル市1-1');
  });

  test('of somebody who is there: only blanks are no change, a part without a column stays', () => {
    expect(row({ address: '東京都 千代田区　千代田1-1 水門ビル' }, home)).toBe(home);
    expect(row({ address: joinAddress(abroad) }, abroad)).toBe(abroad);
    expect(row({ building: '桜ビル' }, home)).toEqual({ ...home, building: '桜ビル' });
    expect(row({ building: '' }, home)).toBe(home);
    expect(row({ building: '' }, home, true)).toEqual({ ...home, building: '' });
    expect(row({ prefecture: '東京都', city: '千代田区', street: '千代田1-1', building: '' }, home)).toBe(home);
    // Somebody moved: the building of before is not theirs any more.
    expect(row({ prefecture: '大阪府', city: '堺市堺区', street: '南瓦町3-1', building: '' }, home)).toEqual({
      ...noAddress,
      prefecture: '大阪府',
      city: '堺市堺区',
      street: '南瓦町3-1',
    });
    expect(row({ address: '' }, home, true)).toEqual(noAddress);
    expect(row({ prefecture: '東京都', city: '千代田区', street: '千代田1-1' }, abroad)).toEqual({ ...home, building: '' });
  });

  test('no letter of any cell is lost, and a plan keeps the parts', () => {
    const cell = fc.oneof(
      fc.constantFrom('', ...prefectures, '千代田区', '千代田1-1', '水門ビル'),
      fc.stringMatching(/^[あ-ん1-9 -]{0,6}$/).map((text) => text.trim()),
    );
    const letters = (text: string) => new Set(bareAddress(text));
    fc.assert(
      fc.property(cell, cell, cell, cell, cell, (address, prefecture, city, street, building) => {
        const said = { address, prefecture, city, street, building };
        const parts = row(said);
        const kept = letters(joinAddress(parts));
        for (const letter of letters(Object.values(said).join(''))) expect(kept).toContain(letter);
        expect(addressOfCell(cellOfAddress(parts))).toEqual(parts);
      }),
    );
    expect(tooLong({ ...home, street: 'あ'.repeat(201) })).toBe(true);
    expect(tooLong(home)).toBe(false);
    // A plan from before there were parts has one text.
    expect(addressOfCell('東京都千代田区千代田1-1')).toEqual(splitAddress('東京都千代田区千代田1-1'));
    expect([targetOf('addressParts'), targetOf('address' as never)]).toEqual(['address', 'address']);
  });
});
