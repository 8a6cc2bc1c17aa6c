import { describe, expect, it } from 'vitest';
import { EmailAddress, PersonNamePart, PhoneNumber, PostalCode, ReadingPart, ShortText } from './text.contract.ts';

describe('text contracts', () => {
  it('oracle 43: phone numbers', () => {
    expect(PhoneNumber.parse('０３（１２３４）５６７８')).toBe('0312345678');
    expect(PhoneNumber.parse('+81 90-1234-5678')).toBe('09012345678');
    expect(PhoneNumber.parse('060-1234-5678')).toBe('06012345678');
    expect(PhoneNumber.parse('0120-123-456')).toBe('0120123456');
    expect(PhoneNumber.safeParse('090-1234-567').success).toBe(false);
  });

  it('oracle 44: postal codes', () => {
    expect(PostalCode.parse('〒１００−０００１')).toBe('1000001');
    expect(PostalCode.safeParse('100-001').success).toBe(false);
  });

  it('case 24: addresses are compared normalised', () => {
    expect(EmailAddress.parse(' Ｏｗｎｅｒ@Example.JP ')).toBe('owner@example.jp');
  });

  it('case 25: carrier addresses with stray dots are refused on entry', () => {
    for (const address of [
      'a..b@docomo.ne.jp',
      '.ab@docomo.ne.jp',
      'ab.@docomo.ne.jp',
      'ab@',
      'a b@example.jp',
      'a@b',
      'a@example.jp\r\nBcc: x@example.jp',
    ]) {
      expect(EmailAddress.safeParse(address).success, address).toBe(false);
    }
  });

  it('case 81: any kanji, surrogates and variation selectors are kept as typed', () => {
    for (const name of ['髙橋', '﨑山', '𠮷田', '葛\u{e0100}城', '勅使河原', 'Nguyễn']) expect(PersonNamePart.parse(name)).toBe(name);
  });

  it('T54: line breaks and control characters are refused', () => {
    for (const text of ['山\n田', '山\u0000田', '山\u2028田']) {
      expect(PersonNamePart.safeParse(text).success).toBe(false);
      expect(ShortText.safeParse(text).success).toBe(false);
    }
  });

  it('readings are converted, kanji are refused', () => {
    expect(ReadingPart.parse('たかはし')).toBe('タカハシ');
    expect(ReadingPart.safeParse('髙橋').success).toBe(false);
    expect(ReadingPart.safeParse('').success).toBe(false);
  });
});
