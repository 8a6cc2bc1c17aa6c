import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { CreateBillingItemInput } from '@tsudoi/shared/contracts/billing/billing.contract';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { TextLink } from '../../components/Link.tsx';
import { Note } from '../../components/Note.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { BillingItemView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminBillingTexts } from './admin-texts.ts';

/** 請求項目: what fees are called, and what a receipt says they are for. */
export function BillingItemsScreen() {
  const org = useOrg();
  const words = useWords(adminBillingTexts).items;
  const trpc = useTRPC();
  const items = useQuery(trpc.billing.items.queryOptions());
  const [editing, setEditing] = useState<BillingItemView | 'new' | null>(null);
  const create = (
    <Button kind="primary" icon={<Plus size={18} strokeWidth={1.75} />} onPress={() => setEditing('new')}>
      {words.create}
    </Button>
  );
  const columns: Column<BillingItemView>[] = [
    { id: 'name', head: words.name, cell: (item) => <b>{item.name}</b>, at: 'title' },
    { id: 'category', head: words.category, cell: (item) => words.categories[item.category], at: 'state' },
    { id: 'proviso', head: words.proviso, cell: (item) => item.proviso, at: 'sub' },
    { id: 'tax', head: words.tax, cell: (item) => words.taxes[item.taxCategory], at: 'drop' },
    {
      id: 'edit',
      head: <span className="sr-only">{words.edit}</span>,
      cell: (item) => (
        <Button size="sm" label={fill(words.editOf, { name: item.name })} onPress={() => setEditing(item)}>
          {words.edit}
        </Button>
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
      {editing === null ? null : <ItemDialog item={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
    </>
  );
}

const Item = CreateBillingItemInput.omit({ category: true });

function ItemDialog({ item, onClose }: { item: BillingItemView | null; onClose(): void }) {
  const words = useWords(adminBillingTexts).items;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const create = useMutation(trpc.billing.createItem.mutationOptions());
  const update = useMutation(trpc.billing.updateItem.mutationOptions());
  return (
    <Dialog isOpen onClose={onClose} title={item === null ? words.createTitle : words.editTitle}>
      <Form
        schema={Item}
        // A receipt is a Japanese paper, whatever the language of the screen.
        defaults={{ name: item?.name ?? '', proviso: item?.proviso ?? adminBillingTexts.ja.items.provisoDefault }}
        errorField={{ BILLING_ITEM_NAME_TAKEN: 'name' }}
        onSubmit={async (values) => {
          const saved =
            item === null
              ? await create.mutateAsync({ ...values, category: 'annual' })
              : await update.mutateAsync({ ...values, billingItemId: item.billingItemId, version: item.version });
          await queries.invalidateQueries(trpc.billing.items.pathFilter());
          toast({ text: fill(words.saved, { name: saved.name }) });
          onClose();
        }}
      >
        <TextField name="name" label={words.name} hint={words.nameHint} required />
        <TextField name="proviso" label={words.proviso} hint={words.provisoHint} required />
        <FormButtons>
          <Button size="lg" onPress={onClose}>
            {words.cancel}
          </Button>
          <SubmitButton>{words.save}</SubmitButton>
        </FormButtons>
      </Form>
    </Dialog>
  );
}
