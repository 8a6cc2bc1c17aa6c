import { describe, expect, it } from 'vitest';
import { corporateCheckDigit, isCorporateNumber } from './corporate-number.ts';

describe('a corporate number', () => {
  it('oracle 1: 7123456789012 checks itself', () => {
    expect(corporateCheckDigit('123456789012')).toBe(7);
    expect(isCorporateNumber('7123456789012')).toBe(true);
  });

  it('oracle 2: T7000012050002 is one behind its T', () => {
    expect(isCorporateNumber('7000012050002')).toBe(true);
  });

  it('oracle 3: 1234567890123 would have to begin with 9', () => {
    expect(isCorporateNumber('1234567890123')).toBe(false);
    expect(corporateCheckDigit('234567890123')).toBe(9);
  });

  it('oracle 4: a sum that nine divides gives 9', () => {
    expect(corporateCheckDigit('999999999999')).toBe(9);
  });

  it('is thirteen digits and nothing else', () => {
    for (const typed of ['', '712345678901', '71234567890123', '７１２３４５６７８９０１２', 'T7123456789012'])
      expect(isCorporateNumber(typed)).toBe(false);
    expect(() => corporateCheckDigit('12')).toThrow(RangeError);
  });
});
