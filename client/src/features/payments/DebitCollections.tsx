import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { JstMonth } from '@tsudoi/shared/kernel/jst';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { ConfirmDialog } from '../../components/Dialog.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Status, type StatusKind } from '../../components/Status.tsx';
import { toast } from '../../components/Toast.tsx';
import { formatDateShort, formatMonth } from '../../lib/dates.ts';
import { figure } from '../../lib/money.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { DebitCollectionView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { debitTexts } from './debit-texts.ts';

export const collectionKinds: Readonly<Record<DebitCollectionView['state'], StatusKind>> = {
  gathering: 'draft',
  ready: 'scheduled',
  making: 'draft',
  made: 'waiting',
  done: 'paid',
  dropping: 'draft',
  dropped: 'cancelled',
};

/** Month by month: what was asked of the bank and what came of it. */
export function DebitCollections({ month, mayWrite }: { readonly month: JstMonth | null; readonly mayWrite: boolean }) {
  const org = useOrg();
  const words = useWords(debitTexts).collections;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [closing, setClosing] = useState(false);
  const collections = useQuery({
    ...trpc.debits.collections.queryOptions(),
    // The bills of a list are looked at in the background.
    refetchInterval: ({ state }) => (state.data?.some((one) => one.state === 'gathering') ? 2000 : false),
  });
  const open = useMutation(trpc.debits.openCollection.mutationOptions());
  const isKnown = collections.data?.some((one) => one.month === month) ?? true;
  const columns: Column<DebitCollectionView>[] = [
    {
      id: 'month',
      head: words.month,
      cell: (row) => formatMonth(row.month),
      to: (row) => ({ to: '/$org/admin/direct-debit/$collectionId', params: { org, collectionId: row.collectionId } }),
      at: 'title',
    },
    { id: 'debitOn', head: words.debitOn, cell: (row) => <span className="num nowrap">{formatDateShort(row.debitOn)}</span>, at: 'sub' },
    {
      id: 'state',
      head: words.state,
      cell: (row) => <Status kind={collectionKinds[row.state]} label={words.states[row.state]} />,
      at: 'state',
    },
    { id: 'count', head: words.count, cell: (row) => figure(row.count), align: 'end', at: 'drop' },
    { id: 'done', head: words.done, cell: (row) => figure(row.doneAmount), align: 'end', at: 'drop' },
    { id: 'failed', head: words.failed, cell: (row) => figure(row.failedAmount), align: 'end', at: 'drop' },
    { id: 'amount', head: words.amount, cell: (row) => figure(row.amount), align: 'end', at: 'end' },
  ];
  const closeNow =
    month !== null && !isKnown && mayWrite ? (
      <Button onPress={() => setClosing(true)}>{fill(words.openOf, { month: formatMonth(month) })}</Button>
    ) : undefined;
  return (
    <>
      <DataTable
        label={words.table}
        columns={columns}
        rows={collections.data}
        rowId={(row) => row.collectionId}
        query={collections}
        tools={collections.data && collections.data.length > 0 ? closeNow : undefined}
        empty={<Empty title={words.emptyTitle} text={words.emptyText} action={closeNow} />}
      />
      {month === null ? null : (
        <ConfirmDialog
          isOpen={closing}
          onClose={() => setClosing(false)}
          title={fill(words.openOf, { month: formatMonth(month) })}
          confirmLabel={words.open}
          onConfirm={async () => {
            await open.mutateAsync({ month });
            await queries.invalidateQueries(trpc.debits.pathFilter());
            toast({ text: words.opened });
          }}
        >
          <p>{words.openText}</p>
        </ConfirmDialog>
      )}
    </>
  );
}
