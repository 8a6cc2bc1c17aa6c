/** Accounts as bank files name them. */

export interface BankPlace {
  readonly bankCode: string;
  readonly branchCode: string;
  readonly accountNumber: string;
}

/**
 * An account of Japan Post Bank by its symbol (記号) and number (番号): branch = digits 2–3 and 8, account = the number
 * without its last digit 1 (domain.md 4.2). Null where they are no ordinary account's.
 */
export function japanPostAccount(symbol: string, number: string): BankPlace | null {
  if (!/^1\d{4}$/.test(symbol) || !/^\d{1,7}1$/.test(number)) return null;
  return { bankCode: '9900', branchCode: `${symbol.slice(1, 3)}8`, accountNumber: number.slice(0, -1).padStart(7, '0') };
}
