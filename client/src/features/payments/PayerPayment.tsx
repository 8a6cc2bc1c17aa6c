import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '../../lib/trpc.ts';
import type { PayerView } from '../../lib/views.ts';
import { LinkPayment } from './LinkPayment.tsx';

interface PayerPaymentProps {
  readonly view: PayerView;
  readonly door: { readonly org: string; readonly token: string };
  readonly returned: boolean;
  readonly checkedAt: number;
}

/** One charge over all the bills of an employer's link. */
export function PayerPayment({ view, door, returned, checkedAt }: PayerPaymentProps) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const start = useMutation(
    trpc.payLinks.payerStart.mutationOptions({
      // Refused or not: what stands there now is read anew.
      onSettled: () => void queries.invalidateQueries(trpc.payLinks.payerView.pathFilter()),
    }),
  );
  const lines = view.lines.filter((line) => line.state === 'open').map(({ billId, amount }) => ({ billId, amount }));
  return (
    <LinkPayment
      {...view}
      asked={lines.map(({ billId, amount }) => `${billId} ${String(amount)}`).join()}
      isOverdue={false}
      start={{ ...start, mutate: (choice, then) => start.mutate({ ...door, ...choice, lines }, then) }}
      returned={returned}
      checkedAt={checkedAt}
    />
  );
}
