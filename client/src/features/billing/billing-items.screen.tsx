import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { Empty } from '../../components/Empty.tsx';
import { TextLink } from '../../components/Link.tsx';
import { Note } from '../../components/Note.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { BillingItemView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminBillingTexts } from './admin-texts.ts';
import './billing-admin.css';
import { FeeTable } from './FeeTable.tsx';
import { feeTexts } from './fee-texts.ts';
import { ItemDialog } from './ItemDialog.tsx';

/** 請求項目: what fees are called, and what a receipt says they are for. */
export function BillingItemsScreen() {
  const org = useOrg();
  const words = useWords(adminBillingTexts).items;
  const trpc = useTRPC();
  const items = useQuery(trpc.billing.items.queryOptions());
  const fees = useWords(feeTexts);
  const [editing, setEditing] = useState<BillingItemView | 'new' | null>(null);
  const [pricing, setPricing] = useState<string | null>(null);
  const priced = items.data?.find((item) => item.billingItemId === pricing);
  const create = (
    <Button kind="primary" icon={<Plus size={18} strokeWidth={1.75} />} onPress={() => setEditing('new')}>
      {words.create}
    </Button>
  );
  const columns: Column<BillingItemView>[] = [
    { id: 'name', head: words.name, cell: (item) => <b>{item.name}</b>, at: 'title' },
    { id: 'category', head: words.category, cell: (item) => words.categories[item.category], at: 'state' },
    { id: 'amounts', head: fees.amounts, cell: (item) => <Amounts item={item} />, at: 'sub' },
    { id: 'proviso', head: words.proviso, cell: (item) => item.proviso, at: 'drop' },
    { id: 'tax', head: words.tax, cell: (item) => words.taxes[item.taxCategory], at: 'drop' },
    {
      id: 'edit',
      head: <span className="sr-only">{words.edit}</span>,
      cell: (item) => (
        <span className="row">
          <Button size="sm" label={fill(fees.amountsOf, { name: item.name })} onPress={() => setPricing(item.billingItemId)}>
            {fees.amounts}
          </Button>
          <Button size="sm" label={fill(words.editOf, { name: item.name })} onPress={() => setEditing(item)}>
            {words.edit}
          </Button>
        </span>
      ),
      align: 'end',
      at: 'end',
    },
  ];
  return (
    <>
      <PageHead title={words.title} sub={words.sub} actions={items.data?.length === 0 ? undefined : create} />
      <PageBody>
        <DataTable
          label={words.table}
          columns={columns}
          rows={items.data}
          rowId={(item) => item.billingItemId}
          query={items}
          empty={<Empty title={words.emptyTitle} text={words.emptyText} action={create} />}
        />
        <Note
          action={
            <TextLink to="/$org/admin/members/types" params={{ org }}>
              {words.fees}
            </TextLink>
          }
        >
          {words.feesNote}
        </Note>
      </PageBody>
      {priced ? <FeeTable item={priced} onClose={() => setPricing(null)} /> : null}
      {editing === null ? null : <ItemDialog item={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
    </>
  );
}

/** Where the amounts of an item stand, in a word. */
function Amounts({ item }: { item: BillingItemView }) {
  const words = useWords(feeTexts);
  if (item.category === 'joining') return <>{words.ofAdmission}</>;
  if (item.feesFrom === 'membership_type') return <>{words.ofTypes}</>;
  if (item.prices.length > 0) return <>{fill(words.countOfPrices, { count: item.prices.length })}</>;
  return <>{item.category === 'adhoc' ? words.free : words.noPrices}</>;
}
