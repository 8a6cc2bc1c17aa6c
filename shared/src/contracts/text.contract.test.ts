import { describe, expect, it } from 'vitest';
import { shownPostalCode } from '../kernel/postal-code.ts';
import { EmailAddress, PersonNamePart, PhoneNumber, PostalCode, ReadingPart, ShortText } from './text.contract.ts';

describe('text contracts', () => {
  it('oracle 43: phone numbers', () => {
    expect(PhoneNumber.parse('０３（１２３４）５６７８')).toBe('0312345678');
    expect(PhoneNumber.parse('+81 90-1234-5678')).toBe('09012345678');
    expect(PhoneNumber.parse('060-1234-5678')).toBe('06012345678');
    expect(PhoneNumber.parse('0120-123-456')).toBe('0120123456');
    for (const typed of [
      '℡03-1234-5678',
      'TEL 03-1234-5678',
      'Tel: 03-1234-5678',
      'ＴＥＬ：０３（１２３４）５６７８',
      '℡ +81 3-1234-5678',
      '03.1234.5678',
      '03―1234―5678',
      '03─1234─5678',
      '03ー1234ー5678',
    ])
      expect(PhoneNumber.parse(typed), typed).toBe('0312345678');
    for (const typed of ['090-1234-567', '03-1234-5678 TEL', 'FAX 03-1234-5678', 'TEL'])
      expect(PhoneNumber.safeParse(typed).success, typed).toBe(false);
  });

  it('oracle 44: postal codes', () => {
    expect(PostalCode.parse('〒１００−０００１')).toBe('1000001');
    expect(shownPostalCode(PostalCode.parse('〒１００−０００１'))).toBe('100-0001');
    // What came in before it was checked, and no code at all, is shown as it is.
    for (const kept of ['', '10001', 'SW1A 1AA']) expect(shownPostalCode(kept)).toBe(kept);
    for (const typed of ['100―0001', '100─0001']) expect(PostalCode.parse(typed), typed).toBe('1000001');
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

  it('characters without a shape do not make a name, and do not hide in one', () => {
    for (const text of ['\u200b', '\u202e', '\u2066\u2069', '・', '\ud800', '山\udc00'])
      expect(PersonNamePart.safeParse(text).success, JSON.stringify(text)).toBe(false);
    expect(PersonNamePart.parse('\u202e高橋\u200b')).toBe('高橋');
    expect(PersonNamePart.safeParse('山'.repeat(51)).error!.issues[0]!.message).toBe('too_long');
    for (const text of ['---', 'ー', '123', '\u200b']) expect(ReadingPart.safeParse(text).success, text).toBe(false);
    expect(ReadingPart.parse('ジョン 3セイ')).toBe('ジョン 3セイ');
  });

  it('readings are converted, kanji are refused', () => {
    expect(ReadingPart.parse('たかはし')).toBe('タカハシ');
    expect(ReadingPart.safeParse('髙橋').success).toBe(false);
    expect(ReadingPart.safeParse('').success).toBe(false);
  });
});
