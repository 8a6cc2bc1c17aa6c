import { describe, expect, it } from 'vitest';
import { formatPhone } from './phone.ts';

describe('a telephone number as it is shown when its field is left', () => {
  it.each([
    ['０６０１２３４５６７８', '060-1234-5678'],
    ['09012345678', '090-1234-5678'],
    ['03 1234 5678', '03-1234-5678'],
    ['0120444444', '0120-444-444'],
    ['08001234567', '0800-123-4567'],
    ['+81 90 1234 5678', '090-1234-5678'],
    ['+81 (0)3-1234-5678', '03-1234-5678'],
    ['+1 202 555 0123', '+1-202-555-0123'],
    ['℡ 03―1234―5678', '03-1234-5678'],
    ['0422─21─2345', '0422-21-2345'],
    ['0422212345', '0422212345'],
    ['', ''],
  ])('%s becomes %s', (typed, shown) => {
    expect(formatPhone(typed)).toBe(shown);
    expect(formatPhone(shown)).toBe(shown);
  });
});
