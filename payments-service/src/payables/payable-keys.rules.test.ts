import { bankKana } from '@tsudoi/shared/service/sample-deposits';
import { describe, expect, it } from 'vitest';
import { kanaKey, payableKeys, readRemitter } from './payable-keys.rules.ts';

const nameIn = (remitter: string) => readRemitter(remitter).name;
const keysIn = (remitter: string) => readRemitter(remitter).numbers.map(({ key }) => key);

describe('what a remitter’s line and a bill have in common', () => {
  it('PAY-20: a member’s number is found however it stands in the line', () => {
    for (const line of ['ｺﾊﾞﾔｼ ﾕｳ 20160233', '2016-0233ｺﾊﾞﾔｼ', 'ｺﾊﾞﾔｼﾕｳ2016ｰ0233', '２０１６－０２３３ ｺﾊﾞﾔｼ', 'ﾕｳ 2016 0233', 'NO20160233 ﾕｳ'])
      expect(keysIn(line)).toContain('20160233');
    expect(payableKeys({ memberNumber: '2016-0233', memberKana: 'コバヤシ ユウ', payRef: 'B-2026-000012' })).toEqual([
      '#20160233',
      '#B2026000012',
      'k:コバヤシユウ',
    ]);
  });

  it('PAY-20: the number of an invoice is no bill’s, however it is typed; a letter or two in front are a part of a number', () => {
    for (const line of ['I2026-000005 ｱｵﾊﾞ', 'ｱｵﾊﾞ I2026000005', 'Ｉ２０２６ｰ０００００５', 'i 2026 000005', 'I 2026-000005 ｱｵﾊﾞ']) {
      expect(keysIn(line), line).toContain('I2026000005');
      expect(keysIn(line), line).not.toContain('2026000005');
    }
    expect(nameIn('i 2026 000005 ｱｵﾊﾞ')).toBe(kanaKey('アオバ'));
    expect(nameIn('ﾀﾅｶ I2026-000005 -- ２０１６')).toBe(kanaKey('タナカ'));
    expect(keysIn('2026-000005 ｱｵﾊﾞ')).toEqual(['2026000005']);
    expect(keysIn('A2026-0001')).toEqual(['A20260001']);
    expect(keysIn('B-2026-000012')).toEqual(['B2026000012']);
    for (const line of ['NO20160233', 'ID-20160233', 'TANAKA20160233']) expect(keysIn(line), line).toContain('20160233');
  });

  it('two figures are no number: they are a house or a month', () => {
    expect(keysIn('ｺﾊﾞﾔｼ 12')).toEqual([]);
    expect(payableKeys({ memberNumber: '12', memberKana: '' })).toEqual([]);
  });

  it('a reading and the bank’s writing of it come to the same', () => {
    const readings = [
      'コバヤシ ユウ',
      'サトウ ケイコ',
      'オオノ ジョウジ',
      'ヴァン リョウ',
      'パク ヨンギ',
      'イッシキ ヒュウガ',
      'ローレンス ジュン',
    ];
    for (const reading of readings) expect(nameIn(`${bankKana(reading)} 20160233`)).toBe(kanaKey(reading));
  });

  it('legal forms, short or written out, are no part of a name', () => {
    expect(nameIn('ｶ)ﾐﾅﾄｶﾝｷﾖｳ')).toBe(kanaKey('カブシキガイシャ ミナトカンキョウ'));
    expect(nameIn('ﾐﾅﾄｶﾝｷﾖｳ(ｶ')).toBe(kanaKey('ミナトカンキョウ カブシキガイシャ'));
    expect(nameIn('ｶﾞｸ)ﾄｳｳﾝｶﾞｸｴﾝ')).toBe(kanaKey('ガッコウホウジン トウウンガクエン'));
    expect(nameIn('ﾐﾅﾄ')).not.toBe(nameIn('ﾐﾅﾐ'));
  });

  it.each([
    ['ﾀﾞｲ)ﾄｳﾄﾀﾞｲｶﾞｸ', 'コクリツダイガクホウジン トウトダイガク'],
    ['ﾀﾞｲ)ﾐﾅﾄｼﾘﾂﾀﾞｲｶﾞｸ', 'コウリツダイガクホウジン ミナトシリツダイガク'],
    ['ﾄﾞｸ)ｶｲﾖｳｹﾝｷﾕｳｼﾞﾖ', 'ドクリツギョウセイホウジン カイヨウケンキュウジョ'],
    ['ﾁﾄﾞｸ)ﾐﾅﾄﾋﾞﾖｳｲﾝ', 'チホウドクリツギョウセイホウジン ミナトビョウイン'],
    ['ﾌｸ)ﾜｶﾊﾞｶｲ', 'シャカイフクシホウジン ワカバカイ'],
    ['ｼﾕｳ)ﾁﾖｳｵﾝｼﾞ', 'シュウキョウホウジン チョウオンジ'],
    ['ﾔﾏｼﾀｼﾖｳﾃﾝ(ｼ', 'ヤマシタショウテン ゴウシガイシャ'],
    ['ﾒ)ﾔﾏｼﾀｼﾖｳﾃﾝ', 'ゴウメイガイシャ ヤマシタショウテン'],
    ['ﾄﾞ)ﾔﾏｼﾀ', 'ゴウドウカイシャ ヤマシタ'],
    ['ｲ)ｹﾝｼﾞﾝｶｲ', 'イリョウホウジンシャダン ケンジンカイ'],
    ['ｲ)ｹﾝｼﾞﾝｶｲ', 'シャカイイリョウホウジン ケンジンカイ'],
    ['ﾍﾞﾝ)ﾏﾙﾉｳﾁ', 'ベンゴシホウジン マルノウチ'],
    ['ﾏﾙﾉｳﾁ(ｾﾞｲ', 'マルノウチ ゼイリシホウジン'],
    ['ﾁﾕｳ)ｶﾞｸｼｶｲ', 'ユウゲンセキニンチュウカンホウジン ガクシカイ'],
    ['ﾉｳ)ﾐﾉﾘ', 'ノウジクミアイホウジン ミノリ'],
    ['ﾄｸﾋ)ﾐﾗｲ', 'エヌピーオーホウジン ミライ'],
    ['ﾄｳﾄﾀﾞｲｶﾞｸ(ﾀﾞｲ)ﾌﾞﾝｶﾞｸﾌﾞ', 'トウトダイガクブンガクブ'],
  ])('PAY-20: %s is who reads %s', (line, reading) => {
    expect(nameIn(line)).toBe(kanaKey(reading));
    expect(nameIn(`${line} 20160233`)).toBe(kanaKey(reading));
  });

  it('without its bracket such a syllable is a part of the name', () => {
    for (const [line, reading] of [
      ['ﾀﾞｲﾓﾝ ｼﾛｳ', 'ダイモン シロウ'],
      ['ﾒｸﾞﾛ ﾉｳ', 'メグロ ノウ'],
      ['ｼﾊﾞﾀ ﾍﾞﾝ', 'シバタ ベン'],
    ] as const)
      expect(nameIn(line)).toBe(kanaKey(reading));
    expect(nameIn('ﾀﾞｲﾓﾝ ｼﾛｳ')).toContain('ダイモン');
  });
});
