import { toZenginKana } from '@tsudoi/shared/kernel/zengin-kana';
import { describe, expect, test } from 'vitest';
import zenginCode from 'zengin-code';
import { banksFitting, branchesFitting } from './bank-list.service.ts';

const codes = async (typed: string) => (await banksFitting(typed)).map(({ code }) => code);

describe('banks and branches by what people type', () => {
  test.each([['みずほ'], ['みずほ銀行'], ['ミズホ'], ['ﾐｽﾞﾎ'], ['みずほぎんこう'], ['mizuho'], ['0001'], ['０００１']])(
    'interface 5.2: %s finds the bank',
    async (typed) => {
      expect((await banksFitting(typed))[0]).toEqual({ code: '0001', name: 'みずほ銀行', kana: 'ミズホ' });
    },
  );

  test('interface 5.2: small letters, long vowels, wide letters and written-out kinds of house', async () => {
    expect((await codes('きょうとぎんこう'))[0]).toBe('0158');
    expect((await codes('三菱UFJ銀行'))[0]).toBe('0005');
    expect((await codes('ミツビシユーエフジェイ'))[0]).toBe('0005');
    expect((await codes('埼玉県信用金庫'))[0]).toBe('1250');
    expect((await codes('ゆうちょ'))[0]).toBe('9900');
    expect((await codes('GMOあおぞらネット銀行'))[0]).toBe('0310');
    expect(await codes('どこにもない')).toEqual([]);
    expect(await codes('銀行')).toEqual([]);
  });

  test('interface 5.2: at most twenty, the beginning of a name before its middle', async () => {
    const found = await banksFitting('東京');
    expect(found.length).toBeLessThanOrEqual(20);
    const begins = found.map(({ name }) => name.startsWith('東京'));
    expect(begins).toEqual([...begins].sort((a, b) => Number(b) - Number(a)));
    expect(await banksFitting('信金')).toHaveLength(20);
  });

  test('interface 5.2: branches of one bank only; none of a bank that is not in the list', async () => {
    expect(await branchesFitting('0001', '神田支店')).toContainEqual({ code: '108', name: '神田', kana: 'カンダ' });
    expect((await branchesFitting('0001', '108'))[0]).toMatchObject({ name: '神田' });
    expect((await branchesFitting('9900', '018'))[0]).toEqual({ code: '018', name: '〇一八', kana: 'ゼロイチハチ' });
    expect(await branchesFitting('9999', '本店')).toEqual([]);
    expect(await branchesFitting('constructor', '本店')).toEqual([]);
  });

  test('interface 5.2: every reading of the list fits into a bank file as it is', () => {
    const places = Object.values(zenginCode).flatMap((bank) => [bank, ...Object.values(bank.branches)]);
    const told = new Set(places.map(({ kana }) => kana));
    const unfit = [...told].filter((kana) => {
      const name = toZenginKana(kana);
      return !name.ok || name.kana.length === 0 || name.kana.length > 15;
    });
    expect(unfit).toEqual([]);
  });
});
