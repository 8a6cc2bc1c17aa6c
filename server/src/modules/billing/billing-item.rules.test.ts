import { describe, expect, it } from 'vitest';
import { provisoText, refuseDonation } from './billing-item.rules.ts';

describe('what may be billed', () => {
  it.each(['ご寄付', '寄附金', 'きふ金のお願い', '義援金', 'Donation 2026', 'ＤＯＮＡＴＩＯＮ'])('refuses %s', (name) => {
    expect(() => refuseDonation('年会費', name)).toThrow(expect.objectContaining({ code: 'DONATION_NOT_ALLOWED' }));
  });

  it('takes dues', () => {
    expect(() => refuseDonation('年会費', '{年度} 年会費として')).not.toThrow();
  });

  it('names the year in the proviso', () => {
    expect(provisoText('{年度} 年会費として', 2026)).toBe('2026年度 年会費として');
  });
});
