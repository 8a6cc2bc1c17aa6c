/** An account of Japan Post Bank as other banks address it. */
export interface TransferAddress {
  readonly bankCode: string;
  readonly branchCode: string;
  readonly accountNumber: string;
}

/**
 * 記号 of five digits that starts with 1 and 番号 of up to eight that ends with 1, of an ordinary account: the branch is the
 * symbol's second and third digit with 8, the account the number without its last digit (domain.md 4.2; oracle 42). Null
 * when it is none.
 */
export function japanPostAddress(symbol: string, number: string): TransferAddress | null {
  if (!/^1\d{4}$/.test(symbol) || !/^\d{1,7}1$/.test(number)) return null;
  return { bankCode: '9900', branchCode: `${symbol.slice(1, 3)}8`, accountNumber: number.slice(0, -1).padStart(7, '0') };
}
