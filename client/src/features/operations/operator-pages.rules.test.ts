import { expect, test } from 'vitest';
import { pagesFor } from './operator-pages.rules.ts';

test('domain.md 1: support is led to the recoveries alone, whoever decides to every page of the operator', () => {
  expect(pagesFor('support').map(({ to }) => to)).toEqual(['/ops']);
  expect(pagesFor('admin').map(({ to }) => to)).toEqual(['/ops/sign-ups', '/ops/screenings', '/ops/payouts', '/ops/debits', '/ops']);
});
