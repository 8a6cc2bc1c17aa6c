import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Status } from '../../components/Status.tsx';
import { formatMonth } from '../../lib/dates.ts';
import { figure } from '../../lib/money.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { RecurringProductView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { ProductDialog } from './ProductDialog.tsx';
import { ProductShare } from './ProductShare.tsx';
import { recurringTexts } from './recurring-texts.ts';

/** What is charged each month, with the link that members join by. */
export function ProductTable({ mayWrite }: { readonly mayWrite: boolean }) {
  const texts = useWords(recurringTexts);
  const words = texts.products;
  const trpc = useTRPC();
  const products = useQuery(trpc.recurring.products.queryOptions());
  const [editing, setEditing] = useState<RecurringProductView | null>(null);
  const [sharing, setSharing] = useState<RecurringProductView | null>(null);
  const columns: Column<RecurringProductView>[] = [
    { id: 'name', head: words.name, cell: (row) => row.name, at: 'title' },
    {
      id: 'amount',
      head: words.amount,
      cell: (row) => <span className="num">{figure(row.amount)}</span>,
      note: (row) =>
        row.next === null ? null : fill(words.nextAmount, { month: formatMonth(row.next.from), amount: figure(row.next.amount) }),
      align: 'end',
      at: 'sub',
    },
    { id: 'day', head: words.day, cell: (row) => fill(texts.monthly, { day: row.chargeDay }), at: 'sub' },
    { id: 'plans', head: words.plans, cell: (row) => fill(words.count, { count: row.plans }), align: 'end', at: 'drop' },
    {
      id: 'state',
      head: words.state,
      cell: (row) => <Status kind={row.isOpen ? 'active' : 'suspended'} label={row.isOpen ? words.open : words.closed} />,
      at: 'state',
    },
    {
      id: 'actions',
      head: <span className="sr-only">{words.actions}</span>,
      cell: (row) => (
        <span className="row">
          <Button size="sm" label={fill(words.act, { name: row.name, act: words.share })} onPress={() => setSharing(row)}>
            {words.share}
          </Button>
          {mayWrite ? (
            <Button size="sm" kind="ghost" label={fill(words.act, { name: row.name, act: words.edit })} onPress={() => setEditing(row)}>
              {words.edit}
            </Button>
          ) : null}
        </span>
      ),
      align: 'end',
      at: 'end',
    },
  ];
  return (
    <>
      <p className="muted">{words.about}</p>
      <DataTable
        label={words.table}
        columns={columns}
        rows={products.data}
        rowId={(row) => row.productId}
        query={products}
        empty={<Empty title={words.emptyTitle} text={words.emptyText} />}
      />
      {editing === null ? null : <ProductDialog product={editing} onClose={() => setEditing(null)} />}
      {sharing === null ? null : <ProductShare product={sharing} onClose={() => setSharing(null)} />}
    </>
  );
}
