import { jstDate } from '@tsudoi/shared/kernel/jst';
import { sumYen, yen } from '@tsudoi/shared/kernel/yen';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  comparable,
  counterpartyKey,
  needsCreditNote,
  paperBody,
  paperDateWithWeekday,
  paperLines,
  paperNumber,
  returnedLines,
  taxShownOn,
} from './paper.rules.ts';

const line = (label: string, amount: number, taxCategory: 'out_of_scope' | 'standard_10' | 'reduced_8') => ({
  label,
  amount: yen(amount),
  taxCategory,
});
const mixed = [line('年会費', 8000, 'out_of_scope'), line('講習会', 5500, 'standard_10'), line('弁当', 1080, 'reduced_8')];
const settings = { form: 'qualified' as const, registrationNumber: 'T7000012050002', taxRounding: 'floor' as const };
const bodyOf = (lines: typeof mixed, form: 'plain' | 'qualified' | 'simplified' = 'qualified') =>
  paperBody(
    paperLines({ lines, parts: [], amount: sumYen(lines.map(({ amount }) => amount)) }, sumYen(lines.map(({ amount }) => amount)), ''),
    {
      ...settings,
      form,
    },
  );

describe('the body of a paper', () => {
  it('oracle 10: has one sum per rate with one tax each, dues outside of it', () => {
    const { taxes, registrationNumber } = bodyOf(mixed);
    expect(taxes).toEqual([
      { taxCategory: 'out_of_scope', amount: 8000, tax: 0 },
      { taxCategory: 'standard_10', amount: 5500, tax: 500 },
      { taxCategory: 'reduced_8', amount: 1080, tax: 80 },
    ]);
    expect(registrationNumber).toBe('T7000012050002');
  });

  it('REC-02: prints no registration number where nothing is taxed, and none of an issuer that is not registered', () => {
    expect(bodyOf([mixed[0]!]).registrationNumber).toBe('');
    expect(bodyOf(mixed, 'plain').registrationNumber).toBe('');
    expect(bodyOf(mixed, 'simplified').registrationNumber).not.toBe('');
  });

  it('oracle 12: shows tax in yen on the full form only', () => {
    expect(taxShownOn(bodyOf(mixed))).toBe(580);
    expect([taxShownOn(bodyOf(mixed, 'simplified')), taxShownOn(bodyOf(mixed, 'plain'))]).toEqual([0, 0]);
  });

  it('shows the reckoning of a bill of one category, and always adds up to what the paper is about', () => {
    const part = (kind: 'fee' | 'one_time_adjustment', label: string, amount: number, note = '') => ({
      kind,
      label,
      amount: yen(amount),
      note,
    });
    const bill = {
      lines: [line('年会費', 10_000, 'out_of_scope')],
      parts: [part('fee', '年会費', 12_000), part('one_time_adjustment', '減額', -2000, '査読')],
      amount: yen(10_000),
    };
    expect(paperLines(bill, yen(10_000), '2026年度').map(({ label, note, amount }) => [label, note, amount])).toEqual([
      ['年会費', '2026年度', 12_000],
      ['減額', '査読', -2000],
    ]);
    // 880 short and waived: the receipt is for what came.
    expect(paperLines(bill, yen(9120), '').at(-1)).toMatchObject({ label: '免除した不足分', amount: -880 });
    const amount = fc.integer({ min: 0, max: 9_999_999 });
    fc.assert(
      fc.property(amount, amount, amount, amount, (one, two, three, about) => {
        const lines = [line('a', one, 'out_of_scope'), line('b', two, 'standard_10'), line('c', three, 'reduced_8')];
        const rows = paperLines({ lines, parts: [], amount: yen(one + two + three) }, yen(about), '');
        expect(sumYen(rows.map((row) => row.amount))).toBe(about);
      }),
    );
  });

  it('REC-01: gives back by the rates it was asked for, and needs a note from 10,000 yen of taxed money on', () => {
    const body = bodyOf([line('講習会', 11_000, 'standard_10'), line('弁当', 3240, 'reduced_8')]);
    expect(returnedLines(body, yen(1000)).map(({ amount }) => amount)).toEqual([773, 227]);
    expect([needsCreditNote(body, yen(9999)), needsCreditNote(body, yen(10_000))]).toEqual([false, true]);
    expect(needsCreditNote(bodyOf([mixed[0]!]), yen(10_000))).toBe(false);
  });

  it('names its day with the weekday, its series by the year of issue, its counterparty whatever was typed', () => {
    expect(paperDateWithWeekday(jstDate('2026-06-01'))).toBe('2026年6月1日（月）');
    expect(paperNumber('invoice', jstDate('2026-12-31'), 7)).toBe('I2026-000007');
    expect(counterpartyKey('髙橋 美咲', '髙橋　美咲', '2026-0001')).toBe('髙橋美咲\n2026-0001');
    expect(comparable('ｶﾌﾞｼｷ かいしゃ ＡＢＣ')).toBe('カブシキカイシャabc');
  });
});
