import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { honorifics } from '@tsudoi/shared/contracts/members/honorific.contract';
import { CreateMembershipTypeInput } from '@tsudoi/shared/contracts/members/member.contract';
import type { MembershipTypeId } from '@tsudoi/shared/kernel/ids';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import type * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { ConfirmDialog, Dialog } from '../../components/Dialog.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { MoneyField, TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { Yen } from '../../components/Yen.tsx';
import { formatDate, today } from '../../lib/dates.ts';
import { useErrorText } from '../../lib/errors.ts';
import { useLive } from '../../lib/live.ts';
import { figure } from '../../lib/money.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { MembershipTypeView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { priceTexts } from './price-texts.ts';
import { TypeInUse } from './TypeInUse.tsx';
import { TypePrices } from './TypePrices.tsx';

export function MembershipTypesScreen() {
  const words = useWords(adminMemberTexts).types;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const errorText = useErrorText();
  const [editing, setEditing] = useState<MembershipTypeView | 'new' | null>(null);
  const types = useQuery(trpc.membershipTypes.list.queryOptions());
  const prices = useWords(priceTexts);
  const [pricing, setPricing] = useState<MembershipTypeId | null>(null);
  const priced = types.data?.find((type) => type.membershipTypeId === pricing);
  const [archiving, setArchiving] = useState<MembershipTypeView | null>(null);
  const archive = useMutation(trpc.membershipTypes.archive.mutationOptions());
  const restore = useMutation(trpc.membershipTypes.restore.mutationOptions());
  const reload = () => queries.invalidateQueries(trpc.membershipTypes.pathFilter());
  const bringBack = async ({ membershipTypeId, name }: MembershipTypeView) => {
    try {
      await restore.mutateAsync({ membershipTypeId });
    } catch (error) {
      return toast({ text: errorText(error) });
    }
    await reload();
    return toast({ text: fill(words.restored, { name }), undo: () => archive.mutateAsync({ membershipTypeId }).then(reload) });
  };
  useLive(['members']);
  const create = (
    <Button kind="primary" icon={<Plus size={18} strokeWidth={1.75} aria-hidden />} onPress={() => setEditing('new')}>
      {words.add}
    </Button>
  );
  const columns: Column<MembershipTypeView>[] = [
    {
      id: 'name',
      head: words.name,
      cell: (type) => <b>{type.name}</b>,
      note: (type) => (type.archived ? words.archived : null),
      at: 'title',
    },
    { id: 'fee', head: words.fee, cell: (type) => <Yen value={type.annualFee} />, align: 'end', at: 'end' },
    {
      id: 'next',
      head: prices.prices,
      cell: (type) => {
        const next = type.prices.find(({ from }) => from > today());
        return next ? fill(prices.next, { date: formatDate(next.from), amount: next.annualFee }) : null;
      },
      at: 'sub',
    },
    {
      id: 'members',
      head: words.members,
      cell: (type) => figure(type.memberCount),
      note: ({ formerCount }) => (formerCount > 0 ? fill(words.former, { count: formerCount }) : null),
      align: 'end',
      at: 'drop',
    },
    {
      id: 'acts',
      head: <span className="sr-only">{words.edit}</span>,
      cell: (type) =>
        type.archived ? (
          <Button size="sm" label={fill(words.restoreOf, { name: type.name })} onPress={() => void bringBack(type)}>
            {words.restore}
          </Button>
        ) : (
          <span className="row">
            <Button size="sm" label={fill(words.editOf, { name: type.name })} onPress={() => setEditing(type)}>
              {words.edit}
            </Button>
            <Button size="sm" label={fill(prices.pricesOf, { name: type.name })} onPress={() => setPricing(type.membershipTypeId)}>
              {prices.prices}
            </Button>
            <Button size="sm" kind="ghost" onPress={() => setArchiving(type)}>
              {words.archive}
            </Button>
          </span>
        ),
      at: 'state',
    },
  ];
  return (
    <>
      <PageHead title={words.title} sub={words.sub} actions={types.data?.length === 0 ? undefined : create} />
      <PageBody>
        <DataTable
          label={words.table}
          columns={columns}
          rows={types.data}
          rowId={(type) => type.membershipTypeId}
          query={types}
          empty={<Empty title={words.emptyTitle} text={words.emptyText} action={create} />}
        />
      </PageBody>
      {editing === null ? null : <TypeDialog type={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
      {priced ? <TypePrices type={priced} onClose={() => setPricing(null)} /> : null}
      {archiving && archiving.memberCount > 0 ? (
        <TypeInUse type={archiving} onClose={() => setArchiving(null)} />
      ) : archiving ? (
        <ConfirmDialog
          isOpen
          onClose={() => setArchiving(null)}
          title={fill(words.archiveTitle, { name: archiving.name })}
          confirmLabel={words.archive}
          onConfirm={async () => {
            const { membershipTypeId, name } = archiving;
            await archive.mutateAsync({ membershipTypeId });
            await reload();
            toast({ text: fill(words.archiveDone, { name }), undo: () => restore.mutateAsync({ membershipTypeId }).then(reload) });
          }}
        >
          <p>{words.archiveText}</p>
        </ConfirmDialog>
      ) : null}
    </>
  );
}

function TypeDialog({ type, onClose }: { readonly type: MembershipTypeView | null; readonly onClose: () => void }) {
  const words = useWords(adminMemberTexts).types;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const create = useMutation(trpc.membershipTypes.create.mutationOptions());
  const update = useMutation(trpc.membershipTypes.update.mutationOptions());
  const submit = async (values: z.output<typeof CreateMembershipTypeInput>) => {
    const text = fill(words.saved, { name: values.name });
    const reload = () => queries.invalidateQueries(trpc.membershipTypes.pathFilter());
    if (type) {
      const { membershipTypeId, name, annualFee, feeFrom, honorific } = type;
      // What is refused because it is another by now, is that in the list as well.
      const { version } = await update
        .mutateAsync({ membershipTypeId, version: type.version, feeFrom, ...values })
        .catch(async (error: unknown) => {
          await reload();
          throw error;
        });
      toast({ text, undo: () => update.mutateAsync({ membershipTypeId, version, name, annualFee, feeFrom, honorific }).then(reload) });
    } else {
      await create.mutateAsync(values);
      toast({ text });
    }
    await reload();
    onClose();
  };
  return (
    <Dialog isOpen onClose={onClose} title={type ? fill(words.editOf, { name: type.name }) : words.add}>
      <Form
        schema={CreateMembershipTypeInput}
        defaults={{ name: type?.name ?? '', annualFee: type?.annualFee ?? null, honorific: type?.honorific ?? 'usual' }}
        onSubmit={submit}
        errorField={{ MEMBERSHIP_TYPE_NAME_TAKEN: 'name' }}
      >
        <TextField name="name" label={words.name} hint={words.nameHint} required />
        <MoneyField name="annualFee" label={words.fee} hint={words.feeHint} required />
        <SelectField
          name="honorific"
          label={words.honorific}
          hint={words.honorificHint}
          options={honorifics.map((value) => ({ value, label: words.honorifics[value] }))}
        />
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
