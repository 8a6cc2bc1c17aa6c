import { describe, expect, it } from 'vitest';
import { shortSubject } from './mail-subject.ts';

describe('interface.md 5.3: the subject of a mail', () => {
  it.each([
    ['しののめ環境学会', 'ご請求のお知らせ', '【しののめ環境学会】ご請求のお知らせ'],
    ['一般社団法人 日本睡眠検査技師会 関東支部連合', 'ご請求のお知らせ', '【一般社団法人 日本睡眠検査技師会 関東…】ご請求のお知らせ'],
    ['しののめ環境学会', '管理責任者を新しく迎える手続きが始まりました', '【しののめ環…】管理責任者を新しく迎える手続きが始まりました'],
  ])('%s, %s', (name, about, subject) => {
    expect(shortSubject(name, about)).toBe(subject);
    expect([...subject].length).toBeLessThanOrEqual(30);
  });

  it('has thirty letters at most, however long both are, and cuts none in half', () => {
    const subject = shortSubject('𠮷'.repeat(40), '𠮷'.repeat(40));
    expect([...subject]).toHaveLength(30);
    expect(subject).toBe(`【𠮷𠮷𠮷…】${'𠮷'.repeat(23)}…`);
  });

  it('is one line, and reads in the direction in which it is written', () => {
    expect(shortSubject('会\r\nBcc: x', '知らせ\u202Etxt')).toBe('【会Bcc: x】知らせtxt');
  });
});
