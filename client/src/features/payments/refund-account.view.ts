import type { RefundView } from '../../lib/views.ts';
import { fill } from '../../lib/words.ts';
import type { refundTexts } from './refund-texts.ts';

type Texts = Pick<typeof refundTexts.ja, 'transfer' | 'ask'>;

/** Where a refund is transferred to, as rows of a dialog; none where there is no account to be shown. */
export function accountRows({ bank }: Pick<RefundView, 'bank'>, { transfer, ask }: Texts): { label: string; value: string }[] {
  if (bank === null) return [];
  const { bankName, bankCode, branchName, branchCode, kind, number, holder } = bank;
  const account = { bank: bankName, bankCode, branch: branchName, branchCode, kind: ask.kinds[kind], number };
  return [
    { label: transfer.account, value: fill(transfer.accountLine, account) },
    { label: transfer.holder, value: holder },
  ];
}

/** A transfer that came back needs somebody to agree once more only where it is to go to another account. */
export const isOtherAccount = ({ state, cameBack }: Pick<RefundView, 'state' | 'cameBack'>): boolean =>
  state === 'requested' && cameBack !== null;
