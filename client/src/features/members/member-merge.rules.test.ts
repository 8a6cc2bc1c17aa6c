import { describe, expect, test } from 'vitest';
import { mergeOf } from '../../lib/three-way.ts';
import { mergedValues } from './member-merge.rules.ts';

const begun = { phone: '0311111111', address: '東京都', memo: '', birthDate: '2000-01-01' };

describe('two who changed one record', () => {
  test('MEM-10: what both changed is chosen, what one changed is kept, what both made equal is no conflict', () => {
    const mine = { ...begun, phone: '0322222222', address: '大阪府', memo: '同じ' };
    const theirs = { ...begun, phone: '0333333333', birthDate: '2000-02-02', memo: '同じ' };
    const merge = mergeOf(begun, mine, theirs);
    expect(merge).toEqual({ conflicts: ['phone'], mineOnly: ['address'], theirsOnly: ['birthDate'] });
    expect(mergedValues(merge, mine, theirs, { phone: 'mine' })).toEqual({ ...mine, birthDate: '2000-02-02' });
  });

  test('MEM-10: whatever nobody chose stays as the other saved it', () => {
    const mine = { ...begun, phone: '0322222222' };
    const theirs = { ...begun, phone: '0333333333' };
    expect(mergedValues(mergeOf(begun, mine, theirs), mine, theirs, {})).toEqual(theirs);
  });

  test('nothing and an empty text are the same', () => {
    expect(mergeOf({ memo: null }, { memo: '' }, { memo: undefined })).toEqual({ conflicts: [], mineOnly: [], theirsOnly: [] });
  });
});
