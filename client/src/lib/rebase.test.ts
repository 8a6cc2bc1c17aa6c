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
  expect([...clashing]).toEqual([['name', { mine: 'C', theirs: 'B' }]]);
});

test('a field that was left empty and one that never had a value are the same', () => {
  expect(rebase({ note: undefined }, { note: '' }, { note: '' })).toEqual({ taken: new Map(), clashing: new Map() });
});

test('what both changed of a list without keys is asked as one', () => {
  const { taken, clashing } = rebase({ rights: ['a'] }, { rights: ['a', 'b'] }, { rights: [] });
  expect([[...taken], [...clashing]]).toEqual([[], [['rights', { mine: [], theirs: ['a', 'b'] }]]]);
});

test('interface 5.1, DUN-01: stages that two have changed are compared one by one, and place by place', () => {
  const first = { key: 1, days: 7, mail: true, subject: 'お知らせ' };
  const second = { key: 2, days: 14, mail: true, subject: '再度のお知らせ' };
  const theirs = {
    stages: [
      { ...first, subject: 'お願い' },
      { ...second, mail: false, days: 21 },
    ],
  };
  const mine = {
    stages: [
      { ...first, subject: 'お支払いのお願い' },
      { ...second, days: 21, subject: '再度のお願い' },
    ],
  };
  const { taken, clashing } = rebase({ stages: [first, second] }, theirs, mine);
  expect([...taken]).toEqual([['stages', [mine.stages[0], { ...second, mail: false, days: 21, subject: '再度のお願い' }]]]);
  expect([...clashing]).toEqual([
    ['stages.0.subject', { mine: 'お支払いのお願い', theirs: 'お願い', row: { list: 'stages', key: '1', field: 'subject' } }],
  ]);
});
