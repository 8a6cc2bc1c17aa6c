import { yen } from '@tsudoi/shared/kernel/yen';
import { describe, expect, it } from 'vitest';
import { stampDuty } from './stamp-duty.rules.ts';

const onPaper = (cash: number, taxShown = 0, business = true) => stampDuty({ cash: yen(cash), taxShown: yen(taxShown), business }, 'paper');

describe('the stamp on a receipt', () => {
  it('oracle 12: a for-profit issuer, on paper', () => {
    expect(onPaper(49_999)).toEqual({ duty: 0, reason: 'below' });
    expect(onPaper(50_000)).toEqual({ duty: 200, reason: 'due' });
    expect(onPaper(1_000_001).duty).toBe(400);
    expect(onPaper(54_998, 4999).duty).toBe(0);
    expect(onPaper(54_999, 4999).duty).toBe(200);
  });

  it('oracle 13: none on a file, by card, or of a body that shares out nothing', () => {
    const facts = { cash: yen(54_999), taxShown: yen(4999), business: true };
    expect(stampDuty(facts, 'electronic')).toEqual({ duty: 0, reason: 'electronic' });
    expect(stampDuty({ ...facts, cash: yen(0), taxShown: yen(0) }, 'paper')).toEqual({ duty: 0, reason: 'card' });
    expect(onPaper(54_999, 4999, false)).toEqual({ duty: 0, reason: 'not_business' });
  });

  it('rises at each step of the law, the sum of the step still below', () => {
    // 印紙税額一覧表, no. 17-1, in ten thousands of yen: up to, and the stamp.
    const law = [
      [100, 200],
      [200, 400],
      [300, 600],
      [500, 1000],
      [1000, 2000],
      [2000, 4000],
      [3000, 6000],
      [5000, 10_000],
      [10_000, 20_000],
      [20_000, 40_000],
      [30_000, 60_000],
      [50_000, 100_000],
      [100_000, 150_000],
    ] as const;
    law.forEach(([upTo, duty], index) => {
      expect(onPaper(upTo * 10_000).duty).toBe(duty);
      expect(onPaper(upTo * 10_000 + 1).duty).toBe(law[index + 1]?.[1] ?? 200_000);
    });
  });
});
