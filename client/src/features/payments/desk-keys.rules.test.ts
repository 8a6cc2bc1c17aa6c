import { expect, test } from 'vitest';
import { deskActOf } from './desk-keys.rules.ts';

test('hard case 21: Enter settles once a press; held down it leaves the next deposits to be looked at', () => {
  expect(deskActOf('Enter', false, true)).toBe('confirm');
  expect(deskActOf('Enter', true, true)).toBeNull();
});

test('hard case 21: held down, arrows and letters go on through the list', () => {
  for (const key of ['ArrowDown', 'j', 'J']) expect(deskActOf(key, true, true)).toBe('next');
  for (const key of ['ArrowUp', 'k']) expect(deskActOf(key, true, true)).toBe('previous');
});

test('letters that are switched off do nothing, the other keys go on', () => {
  expect(['j', 'k', 'n', 'f'].map((key) => deskActOf(key, false, false))).toEqual([null, null, null, null]);
  expect(deskActOf('ArrowDown', false, false)).toBe('next');
  expect(deskActOf('Escape', false, true)).toBeNull();
});
