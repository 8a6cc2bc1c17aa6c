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
    const sums = [1_000_000, 1_000_001, 2_000_000, 2_000_001, 3_000_000, 3_000_001, 5_000_000, 5_000_001, 9_999_999];
    expect(sums.map((sum) => onPaper(sum).duty)).toEqual([200, 400, 400, 600, 600, 1000, 1000, 2000, 2000]);
  });
});
