import { expect, it } from 'vitest';
import { mayAskProvider, wayNote } from './refund-way.rules.ts';

const options = (provider: 'any' | 'full' | 'none' | 'unknown', available: number) =>
  ({ provider, available, approvalLimit: 100_000, before: 0 }) as Parameters<typeof wayNote>[0];
const whole = { paid: 8000, amount: 8000, kind: 'provider' };
const part = { ...whole, amount: 3000 };

it('case 28: a company that gives back whole payments only is said to be one, before a part is asked of it', () => {
  expect(wayNote(options('full', 8000), whole)).toBeNull();
  expect(wayNote(options('full', 8000), part)).toBe('wholeOnly');
  expect(wayNote(options('full', 8000), { ...part, kind: 'transfer' })).toBeNull();
  expect(wayNote(options('any', 8000), part)).toBeNull();
});

it('case 28: of what went back in part already, such a company is not asked for the rest', () => {
  expect(mayAskProvider(options('full', 5000), 8000)).toBe(false);
  expect(wayNote(options('full', 5000), { paid: 8000, amount: 5000, kind: 'transfer' })).toBe('wholeOnly');
  expect(mayAskProvider(options('any', 5000), 8000)).toBe(true);
  expect(wayNote(options('none', 8000), whole)).toBe('noProvider');
  expect(wayNote(options('unknown', 8000), whole)).toBe('unreachable');
});
