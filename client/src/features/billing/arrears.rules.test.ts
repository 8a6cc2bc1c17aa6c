import { describe, expect, it } from 'vitest';
import type { ArrearsRow } from '../../lib/views.ts';
import { arrearsLines, arrearsStatuses, chosen } from './arrears.rules.ts';

const heads = {
  number: '会員番号',
  name: '氏名',
  type: '会員種別',
  total: '合計',
  owingYears: '年数',
  asked: (year: number) => `${year}請求`,
  received: (year: number) => `${year}入金`,
  owes: (year: number) => `${year}未納`,
};

describe('the list of arrears as a file', () => {
  it('ARR-02: has the members of the screen in their order, and every year in its own columns', () => {
    const row = (memberNumber: string, years: readonly [number, number, number, number][]) =>
      ({
        memberNumber,
        memberName: '山田 花子',
        membershipTypeName: '正会員',
        years: years.map(([fiscalYear, asked, received, outstanding]) => ({ fiscalYear, asked, received, outstanding })),
        outstanding: years.reduce((sum, [, , , left]) => sum + left, 0),
        owingYears: years.filter(([, , , left]) => left > 0).length,
      }) as unknown as ArrearsRow;
    const rows = [
      row('2', [
        [2024, 8000, 3000, 5000],
        [2025, 8000, 0, 8000],
      ]),
      row('1', [[2025, 9000, 9000, 0]]),
    ];
    expect(arrearsLines(rows, [2024, 2025], heads)).toEqual([
      ['会員番号', '氏名', '会員種別', '2024請求', '2024入金', '2024未納', '2025請求', '2025入金', '2025未納', '合計', '年数'],
      ['2', '山田 花子', '正会員', '8000', '3000', '5000', '8000', '0', '8000', '13000', '2'],
      ['1', '山田 花子', '正会員', '', '', '', '9000', '9000', '0', '0', '0'],
    ]);
  });

  it('what an address says is one of the choices', () => {
    expect(chosen(arrearsStatuses, 'unpaid')).toBe('unpaid');
    expect(chosen(arrearsStatuses, 'nonsense')).toBe('owing');
  });
});
