/**
 * 法人番号: thirteen digits, the first of which checks the other twelve: 9 − (Σ Pn × Qn mod 9), n counted from the right,
 * Qn 1 for odd and 2 for even n (domain.md 4.2).
 */
export function corporateCheckDigit(base: string): number {
  if (!/^\d{12}$/.test(base)) throw new RangeError('the base of a corporate number has twelve digits');
  let sum = 0;
  for (let n = 1; n <= 12; n += 1) sum += Number(base[12 - n]) * (n % 2 === 1 ? 1 : 2);
  return 9 - (sum % 9);
}

/** Whether thirteen digits are a number that a corporation can have. */
export function isCorporateNumber(digits: string): boolean {
  return /^\d{13}$/.test(digits) && corporateCheckDigit(digits.slice(1)) === Number(digits[0]);
}
