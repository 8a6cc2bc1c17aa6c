import { Secret, TOTP } from 'otpauth';
import { describe, expect, test } from 'vitest';
import { drawTotpSecret, readCode, showRecoveryCode, stepOfCode, totpUri } from './second-factor.rules.ts';

const secret = drawTotpSecret();
const app = new TOTP({ secret: Secret.fromBase32(secret) });
const now = Date.UTC(2026, 4, 12, 3, 4, 15);
const step = Math.floor(now / 30_000);

describe('a code of the app', () => {
  test('counts in its half-minute and one to either side', () => {
    for (const offset of [-1, 0, 1])
      expect(stepOfCode(secret, app.generate({ timestamp: now + offset * 30_000 }), now, 0)).toBe(step + offset);
    for (const offset of [-2, 2]) expect(stepOfCode(secret, app.generate({ timestamp: now + offset * 30_000 }), now, 0)).toBeNull();
  });

  test('T42: does not count again, nor does one before it', () => {
    const code = app.generate({ timestamp: now });
    expect(stepOfCode(secret, code, now, step)).toBeNull();
    expect(stepOfCode(secret, code, now, step + 1)).toBeNull();
    expect(stepOfCode(secret, code, now, step - 1)).toBe(step);
  });

  test('knows the example of the standard', () => {
    const known = Secret.fromUTF8('12345678901234567890').base32;
    expect(stepOfCode(known, '287082', 59_000, 0)).toBe(1);
  });
});

describe('what was typed', () => {
  test('is read in any width, case and grouping', () => {
    expect(readCode('１２３　４５６')).toEqual({ kind: 'totp', code: '123456' });
    expect(readCode(' 123 456 ')).toEqual({ kind: 'totp', code: '123456' });
    expect(readCode('abcd-efgh-jkmn')).toEqual({ kind: 'recovery', code: 'ABCDEFGHJKMN' });
    expect(readCode('ABCDーEFGHーJKMN')).toEqual({ kind: 'recovery', code: 'ABCDEFGHJKMN' });
    for (const nothing of ['', '12345', '1234567', 'ABCD-EFGH', 'ABCD-EFGH-JKM0', '一二三四五六']) expect(readCode(nothing)).toBeNull();
  });

  test('a recovery code on paper is read back', () => {
    expect(showRecoveryCode('ABCDEFGHJKMN')).toBe('ABCD-EFGH-JKMN');
    expect(readCode(showRecoveryCode('ABCDEFGHJKMN'))).toEqual({ kind: 'recovery', code: 'ABCDEFGHJKMN' });
  });
});

test('the address for the app names the organisation and the person', () => {
  const uri = new URL(totpUri(secret, '東雲学会', 'owner@example.jp'));
  expect(uri.searchParams.get('secret')).toBe(secret);
  expect(uri.searchParams.get('issuer')).toBe('東雲学会');
  expect(decodeURIComponent(uri.pathname)).toContain('owner@example.jp');
});
