import { type FiscalYear } from '@tsudoi/shared/kernel/jst';
import { yen } from '@tsudoi/shared/kernel/yen';
import { describe, expect, it } from 'vitest';
import { provisoUnder, wordingUnder } from './bill-name.rules.ts';

const fee = { label: 'セミナ', amount: yen(3000) };
const bill = (given: object = {}) => ({
  billName: 'セミナ',
  itemId: null,
  fiscalYear: 2026 as FiscalYear,
  proviso: 'セミナ',
  lines: [{ ...fee, taxCategory: 'out_of_scope' as const }],
  parts: [{ ...fee, kind: 'fee' as const, note: '' }],
  ...given,
});
const item = { itemId: 'bit_1' as never };
const labels = (given: object) => wordingUnder(bill(given), 'セミナー').parts?.map(({ label }) => label);

describe('BIL-07: what a bill says under another name', () => {
  it.each([
    [{}, 'セミナー'],
    [{ proviso: 'セミナとして' }, 'セミナーとして'],
    [{ proviso: '英会話として', billName: '英会話（4月分）' }, 'セミナーとして'],
    [{ ...item }, 'セミナー'],
    [{ ...item, proviso: 'セミナとして' }, 'セミナーとして'],
    [{ ...item, proviso: '{年度} 会費として', billName: '2026年度 会費' }, 'セミナーとして'],
    [{ ...item, proviso: '{年度} 会費として', billName: '2027年度 会費' }, '{年度} 会費として'],
    [{ ...item, proviso: '教材として' }, '教材として'],
  ])('%j', (given, proviso) => {
    expect(wordingUnder(bill(given), 'セミナー').proviso).toBe(proviso);
  });

  it('in another year the wording of an item stays where it says the name already, and follows where it is the name of now', () => {
    const dues = bill({ ...item, proviso: '{年度} 会費として', billName: '2026年度 会費' });
    expect(provisoUnder(dues, '2027年度 会費', 2027 as FiscalYear)).toBe('{年度} 会費として');
    const renamed = { ...dues, billName: '2026年度 学会費', proviso: '2026年度 学会費として' };
    expect(provisoUnder(renamed, '2027年度 学会費', 2027 as FiscalYear)).toBe('2027年度 学会費として');
  });

  it('its fee is called so where it was called by the name, or by one that an earlier rename left; nothing else is', () => {
    expect(labels({})).toEqual(['セミナー']);
    expect(wordingUnder(bill(), 'セミナー').lines).toMatchObject([{ label: 'セミナー', amount: 3000 }]);
    expect(labels({ billName: '講習' })).toEqual(['セミナー']);
    expect(labels({ ...item })).toEqual(['セミナー']);
    expect(labels({ ...item, billName: '講習' })).toBeUndefined();
    const rebate = { kind: 'bill_adjustment', label: '請求の調整', amount: yen(-500), note: '' };
    expect(labels({ parts: [...bill().parts, rebate] })).toEqual(['セミナー', '請求の調整']);
  });
});
