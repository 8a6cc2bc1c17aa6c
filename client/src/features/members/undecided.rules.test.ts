import { expect, test } from 'vitest';
import { isUndecided } from './undecided.rules.ts';

test('domain.md 3.2: an applicant waits for a decision, and no longer once their admission is planned', () => {
  const history = (...scheduled: boolean[]) => scheduled.map((is) => ({ scheduled: is }));
  expect(isUndecided({ status: 'applied', statusHistory: history(false) })).toBe(true);
  expect(isUndecided({ status: 'applied', statusHistory: history(true, false) })).toBe(false);
  expect(isUndecided({ status: 'active', statusHistory: history(false) })).toBe(false);
});
