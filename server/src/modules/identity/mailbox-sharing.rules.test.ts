import { expect, test } from 'vitest';
import { opensAccount } from './mailbox-sharing.rules.ts';

test('M3: a shared mailbox opens an account that agreed to it, while it is the contact address and there is a password', () => {
  const box = 'kazoku@example.jp';
  const agreed = { state: 'verified', passwordHash: 'x', sharedMailbox: box } as const;
  expect(opensAccount(box, agreed, box)).toBe(true);
  expect(opensAccount('other@example.jp', agreed, 'other@example.jp')).toBe(false);
  expect(opensAccount(box, agreed, 'other@example.jp')).toBe(false);
  expect(opensAccount('', { ...agreed, sharedMailbox: '' }, '')).toBe(false);
  for (const lacks of [{ sharedMailbox: null }, { passwordHash: null }, { state: 'disabled' }, { state: 'provisional_issued' }] as const)
    expect(opensAccount(box, { ...agreed, ...lacks }, box)).toBe(false);
});
