import { describe, expect, it } from 'vitest';
import { carefulName } from './names.ts';

describe('row 11: a name for who may be somebody else', () => {
  it.each([
    ['山田', '花子', '山田 花○'],
    ['山田', '望', '山田 ○'],
    ['\u{845B}\u{E0100}城', '\u{8FBB}\u{E0101}子', '\u{845B}\u{E0100}城 \u{8FBB}\u{E0101}○'],
    ['Nguyen', 'Mai', 'Nguyen M○'],
    ['青葉商事株式会社', '', '青葉商事株式会社'],
  ])('row 11: %s %s is %s', (familyName, givenName, said) => {
    expect(carefulName({ familyName, givenName })).toBe(said);
  });
});
