import { expect, it } from 'vitest';
import { arrearsStatuses, chosen } from './arrears.rules.ts';

it('what an address says is one of the choices', () => {
  expect(chosen(arrearsStatuses, 'unpaid')).toBe('unpaid');
  expect(chosen(arrearsStatuses, 'nonsense')).toBe('owing');
});
