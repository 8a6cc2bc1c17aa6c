import type { CreditUseView } from '@tsudoi/shared/contracts/payments/credit.contract';
import type { BillId } from '@tsudoi/shared/kernel/ids';
import type * as z from 'zod';
import type { CreditUseDocument } from './credit-use.repository.ts';

type View = z.output<typeof CreditUseView>;

export function creditUseView(use: CreditUseDocument, billNames: ReadonlyMap<BillId, string>): View {
  const { kind, memo, on, actor, toBillId } = use;
  return {
    kind,
    amount: use.amount as unknown as View['amount'],
    memo,
    billName: (toBillId && billNames.get(toBillId)) ?? '',
    on,
    actor,
  };
}
