import { billStatuses } from '@tsudoi/shared/contracts/billing/billing.contract';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { describe, expect, it } from 'vitest';
import { paperNumber } from './paper.rules.ts';
import { hasInvoice } from './invoice.rules.ts';
import { hasReceipt, honorificOf, methodNames, provisoSentence } from './receipt.rules.ts';
import { sealColumns } from './seal.document.ts';

describe('a receipt', () => {
  it('REC-01: is numbered by the year of issue', () => {
    expect(paperNumber('receipt', jstDate('2026-12-31'), 184)).toBe('R2026-000184');
    expect(paperNumber('receipt', jstDate('2027-01-01'), 1)).toBe('R2027-000001');
  });

  it('REC-01, case 7: exists for settled bills only', () => {
    expect(billStatuses.filter(hasReceipt)).toEqual(['paid', 'overpaid']);
  });

  it('REC-02: an invoice exists for what was asked for and not taken back', () => {
    expect(billStatuses.filter(hasInvoice)).toEqual(['unpaid', 'partly_paid', 'paid', 'overpaid']);
  });

  const misaki = { memberName: '髙橋 美咲', title: '様' };
  const hanako = { memberName: '服部 花子', title: '様' };

  it('reads a name that was written: 御中 for bodies and 様 for people', () => {
    expect(honorificOf('株式会社さくら商事', misaki)).toBe('御中');
    expect(honorificOf('東都大学 医学部', misaki)).toBe('御中');
    expect(honorificOf('高橋 太郎', misaki)).toBe('様');
    for (const body of ['Acme Inc.', 'Acme Inc', 'Acme Ltd.', 'Acme Ltd', '㈱さくら', '（株）さくら', '(株)さくら', '仙台市役所'])
      expect(honorificOf(body, misaki)).toBe('御中');
    // An honorific that only stands within the name is none.
    expect(honorificOf('神様クラブ', misaki)).toBe('御中');
    expect(honorificOf('様々な会 代表 青木', misaki)).toBe('様');
    // Of a payer there is nothing but the name.
    expect([honorificOf('学校法人 青葉学園', null), honorificOf('青木 玲子', null)]).toEqual(['御中', '様']);
  });

  it('PAY-18, decision 0098: a member under their own name is addressed as labels and letters do, whatever the name reads like', () => {
    for (const title of ['様', '御中', '殿']) {
      const own = { memberName: '大学 花子', title };
      // Typed closer or wider than the roll has it, it is the same name.
      for (const name of ['大学 花子', '大学　花子', '大学花子', '大学  花子']) expect(honorificOf(name, own), name).toBe(title);
      expect(honorificOf('東都大学', own)).toBe('御中');
      expect(honorificOf('青木 玲子', own)).toBe('様');
    }
    // A corporate member has one name, even where the roll leaves room for another.
    expect(honorificOf('あおい', { memberName: 'あおい ', title: '御中' })).toBe('御中');
  });

  it('PAY-18, case 63: 部, 課, 省 and 県 in the name of a person make no body of them, typed in whatever way', () => {
    for (const name of [
      '服部 花子',
      '服部　花子',
      '服部花子',
      '服部',
      '長谷部 誠',
      '長曽我部',
      '山県 有朋',
      '中村 省三',
      '山田 省',
      '部谷 課子',
      '山田 佐和省',
      '小山県二',
    ])
      for (const own of [null, misaki, hanako]) expect(honorificOf(name, own), name).toBe('様');
    for (const body of [
      '東都商事 総務部',
      '東都商事営業一課',
      '環境省',
      '宮城県',
      '　宮城県 ',
      '宮城県 環境生活部',
      '千葉県 教育委員会',
      '国土交通省 関東地方整備局',
      'Sakura Inc',
      'Sakura Inc.',
      'Sakura Ltd',
      'Sakura Ltd.',
    ])
      expect(honorificOf(body, hanako), body).toBe('御中');
    // Of a department it is a person again.
    expect(honorificOf('東都商事 総務部長 青木 玲子', null)).toBe('様');
  });

  it('adds no second honorific to an addressee that has one', () => {
    for (const addressee of ['株式会社さくら商事 御中', '髙橋 美咲様', '東都大学 学長殿', '髙橋 美咲 様　'])
      expect(honorificOf(addressee, misaki)).toBe('');
    expect(honorificOf('会長殿', { memberName: '会長殿', title: '様' })).toBe('');
  });

  it('says by which means the money came, in words for people', () => {
    for (const name of Object.values(methodNames)) expect(name).toMatch(/[ぁ-んァ-ヶ一-龠]/);
    expect(methodNames).toMatchObject({
      card: 'クレジットカード',
      konbini: 'コンビニエンスストア',
      cash: '現金',
      direct_debit: '口座振替',
    });
    // Whoever pays into an account sees no difference in how it was told to us.
    expect(methodNames['virtual_account']).toBe(methodNames['bank_transfer']);
    expect(new Set(Object.values(methodNames)).size).toBe(Object.keys(methodNames).length - 1);
  });

  it('names the thing paid for, once', () => {
    expect(provisoSentence('2026年度 年会費として')).toBe('2026年度 年会費として、上記の金額を領収しました。');
    expect(provisoSentence('名札代')).toBe('名札代として、上記の金額を領収しました。');
  });

  it('cuts the seal from the name without its legal form', () => {
    expect(sealColumns('一般社団法人 集い会')).toEqual(['集い会', '之印']);
    expect(sealColumns('日本睡眠検査技師会').join('')).toBe('日本睡眠検査技師会之印');
  });
});
