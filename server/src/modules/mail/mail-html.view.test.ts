import { describe, expect, it } from 'vitest';
import { englishBelow } from '../../platform/mail-outbox.ts';
import { type MailWords, htmlOf, mailColours } from './mail-html.view.ts';

const link = 'https://tsudoi.example/shinonome/p#token=01JABC20261227abcdefghij-_klmnopqrst';
const notice: MailWords = {
  senderName: 'しののめ環境学会',
  subject: '【しののめ環境学会】ご請求のお知らせ',
  purpose: 'bill_opened',
  link,
  text: `髙﨑 𠮷乃 様

しののめ環境学会 です。次のご請求をマイページに掲載しました。

  2026年度 年会費
  金額　12,000円
  お支払い期限　2026年6月1日
  請求番号　2026-000123

お支払いはこちらから（ログインは要りません。30日間お使いいただけます）：
${link}

行き違いですでにお支払いの場合は、ご容赦ください。
このメールに心当たりがないときは、しののめ環境学会 の事務局へお知らせください。
`,
};
const html = (given: Partial<MailWords> = {}): string => htmlOf({ ...notice, ...given })!;
const hrefs = (page: string) => [...page.matchAll(/href="([^"]*)"/g)].map(([, href]) => href);
/** What somebody reads, block by block. */
const read = (page: string) =>
  page
    .replace(/^.*<body[^>]*>/s, '')
    .replaceAll(/<br>/g, '\n')
    .replaceAll(/<\/(?:p|td|div)>/g, '\n')
    .replaceAll(/<[^>]+>/g, '')
    .split('\n')
    .filter(Boolean);

describe('row 31: the HTML part of a mail', () => {
  it('says what the text says, in its order, with one button in place of the link', () => {
    const page = html();
    expect(page).toMatch(/^<!doctype html><html lang="ja">/);
    expect(hrefs(page)).toEqual([link]);
    expect(read(page)).toEqual([
      'しののめ環境学会',
      '髙﨑 𠮷乃 様',
      'しののめ環境学会 です。次のご請求をマイページに掲載しました。',
      '2026年度 年会費',
      '金額',
      '12,000円',
      'お支払い期限',
      '2026年6月1日',
      '請求番号',
      '2026-000123',
      'お支払いはこちらから（ログインは要りません。30日間お使いいただけます）：',
      '支払いへ進む',
      'ボタンが使えないときは、次のアドレスを開いてください。',
      link,
      '行き違いですでにお支払いの場合は、ご容赦ください。',
      'このメールに心当たりがないときは、しののめ環境学会 の事務局へお知らせください。',
    ]);
  });

  it('is one column for phones in both schemes, loads nothing and runs nothing', () => {
    const page = html();
    expect(page).toContain('<meta name="color-scheme" content="light dark">');
    expect(page).toContain('max-width:600px');
    expect(page).not.toMatch(/<(?:img|script|link|iframe|form|input)\b|url\(|@import|\son\w+=| src=/i);
    expect(Buffer.byteLength(page)).toBeLessThan(15_000);
  });

  it('has the button where a line holds more than the link, once, and none for an address that only begins like it', () => {
    const page = html({
      purpose: 'incident',
      link: 'https://tsudoi.example/x',
      text: 'https://tsudoi.example/x/login\n管理画面：https://tsudoi.example/x から\nhttps://tsudoi.example/x\n',
    });
    expect(read(page).slice(1)).toEqual([
      'https://tsudoi.example/x/login',
      '管理画面：',
      '管理画面へ進む',
      'ボタンが使えないときは、次のアドレスを開いてください。',
      'https://tsudoi.example/x',
      'から',
      'https://tsudoi.example/x',
    ]);
    expect(page.match(/管理画面へ進む/g)).toHaveLength(1);
  });

  it('says the button in English too where the whole mail does, and marks the English half', () => {
    const both = html({
      purpose: 'dunning',
      text: `${notice.text}\n${englishBelow}\n\nA reminder\n\n  Amount: 12,000 yen\n\nPay here:\n${link}\n`,
    });
    expect(both).toContain('支払いへ進む<br><span lang="en">Go to payment</span>');
    expect(both.match(/Go to payment/g)).toHaveLength(1);
    expect(both.slice(both.indexOf('lang="en" style'))).toContain('A reminder');
    expect(both).not.toContain(englishBelow);
    expect(hrefs(both)).toEqual([link, link]);
    expect(html({ purpose: 'dunning' })).not.toContain('Go to payment');
  });

  it('shows a sum that is not indented as a figure too, and its unit smaller', () => {
    const page = html({ text: `合計　15,000円\n\n${link}\n` });
    expect(page).toMatch(/>合計<\/td><td [^>]*font-size:20px[^>]*>15,000<span [^>]*font-size:15px[^>]*>円<\/span>/);
  });

  it('shows a code large, to be chosen with one press', () => {
    const page = html({ purpose: 'login_code', link: null, text: 'コードです。\n\n　コード：012345\n' });
    expect(page).toMatch(/font-size:34px[^"]*user-select:all[^"]*">012345</);
    expect(hrefs(page)).toEqual([]);
  });

  it('escapes whatever anybody typed, and makes links of http and https only', () => {
    const hostile = '<script>alert(1)</script> "><img src=x onerror=alert(1)> &amp; \u202Egnp.exe\u2066';
    const page = html({
      senderName: hostile,
      subject: hostile,
      text: `${hostile} 様\n\n  ${hostile}　${hostile}\n  金額　javascript:alert(1)\n\njavascript:alert(1) data:text/html,x\nhttps://evil.example/"onclick="x\n${link}\n`,
    });
    expect(page).not.toMatch(/<script|<img|\u202E|\u2066/);
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &quot;&gt;&lt;img src=x onerror=alert(1)&gt; &amp;amp; gnp.exe');
    expect(hrefs(page)).toEqual(['https://evil.example/', link]);
    for (const [tag] of page.replaceAll(/<style>.*?<\/style>/gs, '').matchAll(/<[a-z][^>]*>/g)) expect(tag).not.toMatch(/\son\w+=/);
    expect(html({ link: 'javascript:alert(1)', text: 'javascript:alert(1)\n' })).not.toContain('href');
  });

  it('is left away when it would be cut, since the text part is there', () => {
    const many = Array.from({ length: 400 }, (_, index) => `  会費${index}\n  金額　1,000円\n  お支払い期限　2026年6月1日`).join('\n\n');
    expect(htmlOf({ ...notice, text: `${many}\n\n${link}\n` })).toBeNull();
    expect(Buffer.byteLength(html({ text: `${many.slice(0, 2400)}\n\n${link}\n` }))).toBeLessThanOrEqual(100_000);
  });
});

const light = (colour: string): number => {
  const [red, green, blue] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const contrast = (one: string, other: string): number => {
  const [low, high] = [light(one), light(other)].toSorted((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
};

describe('row 31: legible in both schemes', () => {
  it.each([
    ['text', 'surface'],
    ['muted', 'surface'],
    ['link', 'surface'],
    ['text', 'sunken'],
    ['muted', 'sunken'],
    ['link', 'sunken'],
    ['onPrimary', 'primary'],
    ['norenText', 'noren'],
  ] as const)('%s on %s', (ink, ground) => {
    for (const scheme of [0, 1] as const)
      expect(contrast(mailColours[ink][scheme], mailColours[ground][scheme])).toBeGreaterThanOrEqual(4.5);
    const page = html();
    for (const [name, kind] of [
      [ink, 'i'],
      [ground, 'g'],
    ] as const)
      expect(page).toContain(`.${kind}-${name}{${kind === 'g' ? 'background-color' : 'color'}:${mailColours[name][1]}!important}`);
  });
});
