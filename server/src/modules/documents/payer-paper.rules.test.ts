import { yen } from '@tsudoi/shared/kernel/yen';
import { describe, expect, it } from 'vitest';
import { paperBody } from './paper.rules.ts';
import { payerLines } from './payer-paper.rules.ts';

const bill = (memberName: string, amount: number, taxCategory: 'out_of_scope' | 'standard_10' = 'out_of_scope') => ({
  billName: '2026年度 年会費',
  memberName,
  lines: [{ label: '年会費', amount: yen(amount), taxCategory }],
  amount: yen(amount),
  feeNote: '',
});

describe('an invoice over several members (case 62)', () => {
  it('names whose and what for, a line for each bill', () => {
    expect(payerLines([bill('高橋 美咲', 8000), { ...bill('佐藤 健', 10_000), feeNote: '2026年度' }])).toEqual([
      { label: '2026年度 年会費', note: '高橋 美咲 様分', amount: 8000, taxCategory: 'out_of_scope' },
      { label: '2026年度 年会費', note: '佐藤 健 様分　2026年度', amount: 10_000, taxCategory: 'out_of_scope' },
    ]);
  });

  it('asks for what is left of a bill, shared among its categories to the last yen', () => {
    const lines = payerLines([
      {
        ...bill('高橋 美咲', 0),
        lines: [
          { label: '年会費', amount: yen(8000), taxCategory: 'out_of_scope' },
          { label: '会誌', amount: yen(1001), taxCategory: 'standard_10' },
        ],
        amount: yen(4501),
      },
    ]);
    expect(lines.map(({ amount, taxCategory }) => [taxCategory, amount])).toEqual([
      ['out_of_scope', 4001],
      ['standard_10', 500],
    ]);
  });

  it('a category for which nothing is left has no line', () => {
    const small = { label: '会誌', amount: yen(1), taxCategory: 'standard_10' } as const;
    const asked = { ...bill('高橋 美咲', 8000), amount: yen(1) };
    expect(payerLines([{ ...asked, lines: [...asked.lines, small] }]).map(({ amount, taxCategory }) => [taxCategory, amount])).toEqual([
      ['out_of_scope', 1],
    ]);
  });

  it('reckons tax once per rate over all members, not line by line', () => {
    const lines = payerLines([1, 2, 3].map((n) => bill(`会員 ${n}`, 1005, 'standard_10')));
    const settings = { form: 'qualified', registrationNumber: 'T1234567890123', taxRounding: 'floor' } as const;
    // 3 × floor(1,005 × 10 / 110) would be 273.
    expect(paperBody(lines, settings).taxes).toEqual([{ taxCategory: 'standard_10', amount: 3015, tax: 274 }]);
  });
});
