import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatPhone } from './phone.ts';

test.each([
  ['0312345678', '03-1234-5678'],
  ['0612345678', '06-1234-5678'],
  ['0422212345', '0422-21-2345'],
  ['0425012345', '042-501-2345'],
  ['0120123456', '0120-123-456'],
  ['09012345678', '090-1234-5678'],
  ['08001234567', '0800-123-4567'],
  ['06012345678', '060-1234-5678'],
  ['05012345678', '050-1234-5678'],
  ['', ''],
  ['0000000000', '0000000000'],
])('%s is written %s', (digits, written) => {
  expect(formatPhone(digits)).toBe(written);
});

test('no digit is ever lost, added or moved', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^0[1-9]\d{8,9}$/), (digits) => {
      expect(formatPhone(digits).replaceAll('-', '')).toBe(digits);
    }),
  );
});
