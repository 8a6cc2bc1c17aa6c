import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkPassword } from './password.rules.ts';
import { passwordDigest } from './password.service.ts';
import { delayAfter } from './login-delay.rules.ts';
import { loginIdFromNumber, loginIdKey } from './login-id.rules.ts';
import { drawProvisionalPair, provisionalIdHash } from './provisional.service.ts';

const favourites = new Set(['password', 'qwertyuiop', '12345678', 'mountain']);
const refusal = (
  password: string,
  audience: 'my' | 'admin' = 'my',
  ownWords: string[] = [],
  policy: 'open' | 'classic' = 'open',
): string => {
  try {
    checkPassword(password, { audience, policy, ownWords }, favourites);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('passwords (domain.md 4.1)', () => {
  test('eight for members, twelve for the office, 128 at most, counted in characters', () => {
    expect(refusal('kq7$Wz1')).toBe('PASSWORD_TOO_SHORT');
    expect(refusal('kq7$Wz1p')).toBe('');
    expect(refusal('kq7$Wz1pqqa', 'admin')).toBe('PASSWORD_TOO_SHORT');
    expect(refusal('kq7$Wz1pqqab', 'admin')).toBe('');
    expect(refusal('𠮷野家で朝食を')).toBe('PASSWORD_TOO_SHORT');
    expect(refusal('𠮷野家で朝食を食')).toBe('');
    expect(refusal(`${'aB3$'.repeat(32)}`)).toBe('');
    expect(refusal(`${'aB3$'.repeat(32)}x`)).toBe('PASSWORD_TOO_LONG');
  });

  test('what people try first is refused, also with digits behind it and in full width', () => {
    for (const password of ['password', 'Password', 'ｐａｓｓｗｏｒｄ', 'password1!', 'qwertyuiop', '12345678', 'aaaaaaaa', 'tsudoi123'])
      expect(refusal(password), password).toBe('PASSWORD_TOO_COMMON');
    expect(refusal('mountain42')).toBe('PASSWORD_TOO_COMMON');
    expect(refusal('mountain high 42')).toBe('');
  });

  test('ACC: what is put together from own words is refused, with a number behind it too', () => {
    const own = ['shinonome', 'takahashi', '高橋', '美咲', '2026-0001'];
    for (const password of ['shinonome', 'Shinonome2026', 'takahashi-shinonome', '高橋美咲2026', 'ｓｈｉｎｏｎｏｍｅ!!', '2026-0001'])
      expect(refusal(password, 'my', own), password).toBe('PASSWORD_TOO_COMMON');
    expect(refusal('shinonome no asagiri', 'my', own)).toBe('');
    expect(refusal('高橋さんちの黒い猫', 'my', own)).toBe('');
  });

  const classic = (password: string): string => refusal(password, 'my', [], 'classic');
  test('ACC-24: under classic each listed sign is accepted, another is refused by name; under open all are accepted', () => {
    for (const sign of '!%&@#$^*?_~') expect(classic(`kq7Wz1p${sign}`), sign).toBe('');
    for (const sign of `"'()+,-./:;<=>[\\]\`{|} `) {
      expect(classic(`kq7Wz1p${sign}x`), sign).toBe('PASSWORD_CHARACTER');
      expect(refusal(`kq7Wz1p${sign}x`), sign).toBe('');
    }
    const rule = { audience: 'my', policy: 'classic', ownWords: [] } as const;
    const named = { code: 'PASSWORD_CHARACTER', params: { character: '+', allowed: '! % & @ # $ ^ * ? _ ~' } };
    expect(() => checkPassword('kq7Wz1p+x', rule, favourites)).toThrow(expect.objectContaining(named));
  });

  test('ACC-24: under classic what is typed in full width, kana too, gets its own hint', () => {
    for (const password of ['ｋｑ７Ｗｚ１ｐｘ', 'kq7Wz1pあ', 'kq7Wz1p！', 'kq7Wz1p　x', 'kq7Wz1p𠮷x'])
      expect(classic(password), password).toBe('PASSWORD_FULL_WIDTH');
    expect(refusal('ｋｑ７Ｗｚ１ｐｘ')).toBe('');
  });

  test('ACC-25, oracle 53: under classic thirty characters are accepted and thirty-one refused, never cut', () => {
    const thirty = 'aB3$xY7k_Q'.repeat(3);
    expect(classic(thirty)).toBe('');
    expect(classic(`${thirty}z`)).toBe('PASSWORD_TOO_LONG');
    expect(refusal(`${thirty}z`)).toBe('');
    expect(classic('kq7$Wz1')).toBe('PASSWORD_TOO_SHORT');
    expect(['Abcd!234', 'Abcd+234', 'Ａbcd!234'].map(classic)).toEqual(['', 'PASSWORD_CHARACTER', 'PASSWORD_FULL_WIDTH']);
    expect(classic('password1!')).toBe('PASSWORD_TOO_COMMON');
  });

  test('every character counts, and half- and full-width forms are one password', () => {
    const long = 'あ'.repeat(30);
    expect(passwordDigest(`${long}い`, 'pepper')).not.toBe(passwordDigest(`${long}う`, 'pepper'));
    expect(passwordDigest('ﾊﾟｽ１２３', 'pepper')).toBe(passwordDigest('パス123', 'pepper'));
    expect(passwordDigest('x', 'pepper')).not.toBe(passwordDigest('x', 'other pepper'));
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => /^[A-Za-z0-9+/]{64}$/.test(passwordDigest(text, 'pepper'))));
  });
});

test('ACC: wrong passwords wait longer and longer, an hour at most, and never for good', () => {
  expect([0, 1, 4, 5, 6, 7, 11, 12, 13, 1000].map((failures) => delayAfter(failures) / 1000)).toEqual([
    0, 0, 0, 30, 60, 120, 1920, 3600, 3600, 3600,
  ]);
});

describe('provisional pairs and log-in ids (domain.md 3.5)', () => {
  test('a thousand pairs have no letter that can be mistaken, and none twice', () => {
    const pairs = Array.from({ length: 1000 }, drawProvisionalPair);
    for (const { id, password } of pairs) {
      expect(id).toMatch(/^[A-HJ-NP-Z2-9]{10}$/);
      expect(password).toMatch(/^[A-HJ-NP-Za-km-z2-9]{12}$/);
    }
    expect(new Set(pairs.map(({ id }) => id)).size).toBe(1000);
  });

  test('an id is the same id in full width, lower case and with hyphens', () => {
    expect(provisionalIdHash('ａｂｃ２３-ｄｅｆｇｈ', 'pepper')).toBe(provisionalIdHash('ABC23DEFGH', 'pepper'));
    expect(loginIdKey('ａｂｃ１２')).toBe('ABC12');
    expect(loginIdFromNumber('7')).toBe('0007');
    expect(loginIdFromNumber('2026-0001')).toBe('20260001');
  });
});
