import { expect, test } from 'vitest';
import { rebase } from './rebase.ts';

test('interface 5.1, MEM-10: what only the other changed is taken, what both changed is asked, what is one’s own stays', () => {
  const before = { name: 'A', note: 'x', days: [1, 2], address: { city: '仙台市', line: '1' }, open: false };
  const theirs = { name: 'B', note: 'y', days: [1, 2], address: { city: '盛岡市', line: '1' }, open: true };
  const mine = { name: 'C', note: 'x', days: [3], address: { city: '仙台市', line: '2' }, open: true };
  const { taken, clashing } = rebase(before, theirs, mine);
  expect([...taken]).toEqual([
    ['note', 'y'],
    ['address.city', '盛岡市'],
  ]);
  expect([...clashing]).toEqual([['name', 'B']]);
});

test('a field that was left empty and one that never had a value are the same', () => {
  expect(rebase({ note: undefined }, { note: '' }, { note: '' })).toEqual({ taken: new Map(), clashing: new Map() });
});
