import { expect, it } from 'vitest';
import { neighbour } from './row-keys.ts';

it('goes row by row and stops at the ends', () => {
  const ids = ['a', 'b', 'c'];
  expect([
    neighbour(ids, '', 1),
    neighbour(ids, '', -1),
    neighbour(ids, 'a', 1),
    neighbour(ids, 'c', 1),
    neighbour(ids, 'a', -1),
    neighbour([], '', 1),
  ]).toEqual(['a', 'c', 'b', null, null, null]);
});
