import { type FiscalYear, JstMonth, jstDate } from '@tsudoi/shared/kernel/jst';
import { sumYen, yen } from '@tsudoi/shared/kernel/yen';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  comparable,
  counterpartyKey,
  isSameDemand,
  needsCreditNote,
  paidPeriod,
  paperBody,
  paperDateWithWeekday,
  paperLines,
  paperNumber,
  returnedLines,
  seriesOf,
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
    for (const taxed of mixed.slice(1)) expect(bodyOf([taxed]).registrationNumber).not.toBe('');
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

  it('a bill of several categories shows its lines, and shares what it leaves out among them', () => {
    const bill = { lines: mixed, parts: [{ kind: 'fee' as const, label: '計', amount: yen(14_580), note: '' }], amount: yen(14_580) };
    expect(paperLines(bill, yen(14_580), '2026年度')).toEqual(mixed.map((one) => ({ ...one, note: '2026年度' })));
    const short = paperLines(bill, yen(14_000), '').slice(3);
    expect(short.map(({ label, taxCategory }) => [label, taxCategory])).toEqual([
      ['免除した不足分', 'out_of_scope'],
      ['免除した不足分', 'standard_10'],
      ['免除した不足分', 'reduced_8'],
    ]);
    expect(sumYen(short.map(({ amount }) => amount))).toBe(-580);
    // One yen more has room in one category alone: the others get no line of nothing.
    expect(paperLines(bill, yen(14_581), '').slice(3)).toMatchObject([{ label: '加算', note: '', amount: 1, taxCategory: 'out_of_scope' }]);
  });

  it('a reckoning that is not the bill’s sum is not shown for it', () => {
    const part = { kind: 'fee' as const, label: '年会費', amount: yen(9000), note: '' };
    const bill = { lines: [line('年会費', 10_000, 'out_of_scope')], parts: [part], amount: yen(10_000) };
    expect(paperLines(bill, yen(10_000), '').map(({ amount }) => amount as number)).toEqual([10_000]);
    expect(paperLines({ ...bill, lines: [], parts: [], amount: yen(0) }, yen(0), '')).toEqual([]);
    expect(paperLines({ ...bill, lines: [], parts: [part], amount: yen(9000) }, yen(9000), '')).toMatchObject([
      { taxCategory: 'out_of_scope' },
    ]);
    expect(paperLines({ ...bill, parts: [], lines: [line('年会費', 10_000, 'standard_10')] }, yen(10_000), 'x')).toEqual([
      { label: '年会費', note: 'x', amount: 10_000, taxCategory: 'standard_10' },
    ]);
  });

  it('a demand is another one when its sum, its day or a line of it is', () => {
    const row = { label: '年会費', note: '', amount: yen(8000), taxCategory: 'out_of_scope' as const };
    const demand = { amount: yen(8000), dueOn: jstDate('2026-06-30'), lines: [row] };
    expect(isSameDemand(demand, structuredClone(demand))).toBe(true);
    for (const other of [
      { ...demand, amount: yen(8001) },
      { ...demand, dueOn: jstDate('2026-07-01') },
      { ...demand, lines: [] },
      ...[{ label: '会費' }, { note: '1/2' }, { amount: yen(1) }, { taxCategory: 'exempt' as const }].map((change) => ({
        ...demand,
        lines: [{ ...row, ...change }],
      })),
    ])
      expect(isSameDemand(demand, other)).toBe(false);
  });

  it('REC-01: gives back by the rates it was asked for, and needs a note from 10,000 yen of taxed money on', () => {
    const body = bodyOf([line('講習会', 11_000, 'standard_10'), line('弁当', 3240, 'reduced_8')]);
    expect(returnedLines(body, yen(1000))).toEqual([
      { label: '対価の返還（10%対象）', note: '', amount: 773, taxCategory: 'standard_10' },
      { label: '対価の返還（8%対象）', note: '', amount: 227, taxCategory: 'reduced_8' },
    ]);
    expect(returnedLines(body, yen(1)).map(({ amount }) => amount as number)).toEqual([1]);
    expect(returnedLines(bodyOf([mixed[0]!]), yen(500))).toMatchObject([{ label: '会費等の返還', amount: 500 }]);
    expect(needsCreditNote(bodyOf([line('弁当', 20_000, 'reduced_8')], 'plain'), yen(20_000))).toBe(false);
    expect(needsCreditNote(bodyOf([line('弁当', 20_000, 'reduced_8')], 'simplified'), yen(20_000))).toBe(true);
    expect([needsCreditNote(body, yen(9999)), needsCreditNote(body, yen(10_000))]).toEqual([false, true]);
    expect(needsCreditNote(bodyOf([mixed[0]!]), yen(10_000))).toBe(false);
    expect(needsCreditNote(bodyOf(mixed), yen(10_000))).toBe(true);
    const exempt = paperBody([{ label: '証明', note: '', amount: yen(600), taxCategory: 'exempt' }], settings);
    expect(returnedLines(exempt, yen(600))).toMatchObject([{ label: '非課税分の返還', amount: 600 }]);
  });

  it('names its day with the weekday, its series by the year of issue, its counterparty whatever was typed', () => {
    expect(paperDateWithWeekday(jstDate('2026-06-01'))).toBe('2026年6月1日（月）');
    for (const [day, name] of [
      ['2026-06-07', '日'],
      ['2026-06-02', '火'],
      ['2026-06-03', '水'],
      ['2026-06-04', '木'],
      ['2026-06-05', '金'],
      ['2026-06-06', '土'],
    ] as const)
      expect(paperDateWithWeekday(jstDate(day))).toContain(`（${name}）`);
    expect(paperNumber('invoice', jstDate('2026-12-31'), 7)).toBe('I2026-000007');
    expect(paperNumber('credit_note', jstDate('2027-01-01'), 7)).toBe('C2027-000007');
    expect(seriesOf('invoice', jstDate('2026-12-31'))).toBe('invoice-2026');
    expect(counterpartyKey('', 'A', ' ', 'a')).toBe('a');
    expect(counterpartyKey('髙橋 美咲', '髙橋　美咲', '2026-0001')).toBe('髙橋美咲\n2026-0001');
    expect(comparable('ｶﾌﾞｼｷ かいしゃ ＡＢＣ')).toBe('カブシキカイシャabc');
  });
});

describe('the period that dues pay for', () => {
  const period = (allocationStartMonth: string, termMonths?: number, termKind?: 'fiscal_year') =>
    paidPeriod({
      fiscalYear: 2026 as FiscalYear,
      allocationStartMonth: JstMonth.parse(allocationStartMonth),
      fiscalYearStartMonth: 4,
      termMonths,
      termKind,
    });
  it('domain.md 4.2: is the fiscal year, or what is left of it from the first month on that the bill pays for', () => {
    expect(period('2026-04')).toBe('2026年4月1日〜2027年3月31日');
    expect(period('2026-10')).toBe('2026年10月1日〜2027年3月31日');
    // A month of another year is none of this one's.
    expect(period('2026-02')).toBe('2026年4月1日〜2027年3月31日');
    expect(period('2027-04')).toBe('2026年4月1日〜2027年3月31日');
  });
  it('BIL-15: of a term is its months, since its day follows the payment', () => {
    expect(period('2026-10', 12)).toBe('2026年10月〜2027年9月');
    expect(period('2026-10', 24)).toBe('2026年10月〜2028年9月');
    expect(period('2027-01', 36)).toBe('2027年1月〜2029年12月');
    // A term that ends with a fiscal year ends there, in whatever month it begins.
    expect(period('2026-10', 12, 'fiscal_year')).toBe('2026年10月〜2027年3月');
    expect(period('2026-04', 24, 'fiscal_year')).toBe('2026年4月〜2028年3月');
  });
});
