import type { ChargeView } from '../../lib/views.ts';

type Instructions = NonNullable<ChargeView['instructions']>;
export type Account = Extract<Instructions, { kind: 'virtual_account' }>;

/** The account of a charge, or null where it has none. */
export function accountOf(charge: Pick<ChargeView, 'instructions'>): Account | null {
  return charge.instructions?.kind === 'virtual_account' ? charge.instructions : null;
}

/** It can be transferred to: a first time, or once more for the rest. */
export function isAccountOpen(charge: Pick<ChargeView, 'state' | 'account'>): boolean {
  return charge.state === 'awaiting' || charge.account?.open === true;
}

/** What is still to be transferred. */
export function restOf(charge: Pick<ChargeView, 'amount' | 'account'> & Partial<Pick<ChargeView, 'memberFee'>>): number {
  return charge.account === null ? charge.amount + (charge.memberFee ?? 0) : Math.max(0, charge.account.asked - charge.account.received);
}

export type AccountRow = 'bank' | 'branch' | 'number' | 'holder';

/** A name with its code, or whichever of them there is. */
const named = (name: string, code: string): string => (name === '' ? code : `${name}（${code}）`);

/** What is typed at the bank, row by row in the order of its form; each is copied alone. */
export function rowsOf(
  account: Account,
  typeWord: (type: Account['accountType']) => string,
): { row: AccountRow; shown: string; copied: string }[] {
  const { bankName, bankCode, branchName, branchCode, accountType, accountNumber, holder } = account;
  const type = typeWord(accountType);
  return [
    { row: 'bank', shown: named(bankName, bankCode), copied: bankName || bankCode },
    { row: 'branch', shown: named(branchName, branchCode), copied: branchName || branchCode },
    { row: 'number', shown: type === '' ? accountNumber : `${type} ${accountNumber}`, copied: accountNumber },
    ...(holder === '' ? [] : [{ row: 'holder' as const, shown: holder, copied: holder }]),
  ];
}
