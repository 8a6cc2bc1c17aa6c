import { expect, test } from 'vitest';
import { placeNow, rebaseRows } from './rebase-rows.ts';

const gold = { rankId: 'a', name: '金' };
const silver = { rankId: 'b', name: '銀' };
const bronze = { rankId: 'c', name: '銅' };
const began = [gold, silver, bronze];
const fresh = (name: string) => ({ rankId: null, name });
const rows = (theirs: Parameters<typeof rebaseRows>[2], mine: Parameters<typeof rebaseRows>[3]) => {
  const { merged, clashing } = rebaseRows('ranks', began, theirs, mine);
  return [merged, [...clashing]];
};

test('RNK-01, interface 5.1: rows that only one has added, taken out or named anew are so in the end, whoever it was', () => {
  const platinum = { rankId: 'd', name: '白金' };
  const theirs = [gold, platinum, { ...silver, name: '銀色' }];
  expect(rows(theirs, [{ ...gold, name: '金色' }, silver, bronze, fresh('青銅')])).toEqual([
    [{ ...gold, name: '金色' }, platinum, { ...silver, name: '銀色' }, fresh('青銅')],
    [],
  ]);
  expect(rows([platinum, ...began], [silver, bronze])).toEqual([[platinum, silver, bronze], []]);
  expect(rows([gold, platinum, silver, bronze], [silver, bronze])).toEqual([[silver, bronze, platinum], []]);
});

test('RNK-01, interface 5.1: what both changed is asked about where the row stands now', () => {
  const theirs = [{ ...silver, name: '銀色' }, bronze];
  expect(rows(theirs, [gold, bronze, { ...silver, name: 'シルバー' }])).toEqual([
    [bronze, { ...silver, name: 'シルバー' }],
    [['ranks.1.name', { mine: 'シルバー', theirs: '銀色', row: { list: 'ranks', key: 'b', field: 'name' } }]],
  ]);
});

test('RNK-01, interface 5.1: the answer goes to the row it was about, wherever it has been moved since, and to none where it is gone', () => {
  const { clashing } = rebaseRows('ranks', began, [{ ...silver, name: '銀色' }, bronze], [gold, bronze, { ...silver, name: 'シルバー' }]);
  const [[path, clash]] = [...clashing] as [[string, Parameters<typeof placeNow>[1]]];
  const placeIn = (ranks: unknown) => placeNow(path, clash, (list) => (list === 'ranks' ? ranks : undefined));
  expect(placeIn([bronze, { ...silver, name: 'シルバー' }])).toBe('ranks.1.name');
  expect(placeIn([{ ...silver, name: 'シルバー' }, fresh('青銅'), bronze])).toBe('ranks.0.name');
  expect([placeIn([bronze, fresh('青銅')]), placeIn([]), placeIn(undefined)]).toEqual([null, null, null]);
  expect(placeNow('name', { mine: 'A', theirs: 'B' }, () => undefined)).toBe('name');
});

test('RNK-01, interface 5.1: a row that one took out and the other changed is asked about with the list', () => {
  const theirs = [gold, { ...bronze, name: '銅色' }];
  const mine = [gold, { ...silver, name: '銀色' }, bronze];
  const merged = [gold, { ...silver, name: '銀色' }, { ...bronze, name: '銅色' }];
  expect(rows(theirs, mine)).toEqual([merged, [['ranks', { mine: merged, theirs }]]]);
  const changed = [gold, silver, { ...bronze, name: '銅色' }];
  expect(rows(changed, [silver, gold])).toEqual([[silver, gold], [['ranks', { mine: [silver, gold], theirs: changed }]]]);
});

test('RNK-01, interface 5.1: an order that only they changed is taken over; two orders are asked about', () => {
  const moved = [bronze, gold, silver];
  expect(rows(moved, [gold, fresh('青銅'), silver, bronze])).toEqual([[bronze, fresh('青銅'), gold, silver], []]);
  const own = [silver, gold, bronze];
  expect(rows(moved, own)).toEqual([own, [['ranks', { mine: own, theirs: moved }]]]);
});
