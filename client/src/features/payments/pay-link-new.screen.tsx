import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { CreatePayLinkInput, payLinkMaxBills } from '@tsudoi/shared/contracts/payments/pay-link.contract';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { CheckboxField } from '../../components/Choice.tsx';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { Note } from '../../components/Note.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { Panel } from '../../components/Panel.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { Chip } from '../../components/Tag.tsx';
import { DateField, TextField } from '../../components/TextField.tsx';
import { formatDateShort, today } from '../../lib/dates.ts';
import { useListState } from '../../lib/list-state.ts';
import { figure } from '../../lib/money.ts';
import { useOrg } from '../../lib/org.ts';
import { idAsWritten } from '../../lib/route-ids.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { BillRow, PayLinkPlanView } from '../../lib/views.ts';
import { Rich, fill, useWords } from '../../lib/words.ts';
import { defaultEnd, withBill, withoutBill } from './pay-link.rules.ts';
import { PayLinkAddress } from './PayLinkMade.tsx';
import { payLinkTexts } from './pay-link-texts.ts';
import './payments-admin.css';

type PlanRow = PayLinkPlanView['rows'][number];
const Payer = CreatePayLinkInput.pick({ payerName: true, contactName: true, email: true, expiresOn: true, sendMail: true }).superRefine(
  ({ sendMail, email }, context) => {
    if (sendMail && email === '') context.addIssue({ code: 'custom', path: ['email'], message: 'required' });
  },
);

/** Bills of several members for one payer: which, for whom, until when. The plan says what cannot be in it before it is made. */
export function PayLinkNewScreen() {
  const org = useOrg();
  const texts = useWords(payLinkTexts);
  const words = texts.form;
  const trpc = useTRPC();
  const [state, set] = useListState({ bills: '', member: '', q: '' });
  const [made, setMade] = useState<{ payLinkId: string; url: string | null; mailed: boolean; email: string } | null>(null);
  const ids = state.bills === '' ? [] : state.bills.split(',');
  const plan = useQuery({
    ...trpc.payLinks.plan.queryOptions({ billIds: ids.map((id) => idAsWritten('billId', id)) }),
    enabled: ids.length > 0 && ids.length <= payLinkMaxBills && made === null,
    placeholderData: keepPreviousData,
  });
  if (made)
    return (
      <>
        <PageHead title={texts.made.title} crumb={[{ label: texts.title, to: '/$org/admin/pay-links', params: { org } }]} />
        <PageBody>
          <Panel>
            <div className="stack">
              {made.mailed ? <Note kind="ok">{fill(texts.made.mailed, { email: made.email })}</Note> : null}
              <PayLinkAddress url={made.url} />
              <p>
                <LinkButton to="/$org/admin/pay-links/$payLinkId" params={{ org, payLinkId: made.payLinkId }} kind="primary">
                  {texts.made.see}
                </LinkButton>
              </p>
            </div>
          </Panel>
        </PageBody>
      </>
    );
  const chosen = ids.length === 0 ? [] : plan.data?.rows;
  return (
    <>
      <PageHead title={words.title} crumb={[{ label: texts.title, to: '/$org/admin/pay-links', params: { org } }]} />
      <PageBody>
        <Finder
          q={state.q}
          member={state.member}
          chosen={ids}
          onSearch={(q) => set({ q })}
          onForgetMember={() => set({ member: '' })}
          onAdd={(billId) => set({ bills: withBill(ids, billId).join(',') })}
        />
        <Panel title={words.chosen} flush>
          <Chosen rows={chosen} query={plan} onRemove={(billId) => set({ bills: withoutBill(ids, billId).join(',') })} />
        </Panel>
        {ids.length > payLinkMaxBills ? <Note kind="warn">{words.tooMany}</Note> : null}
        {ids.length > 0 && plan.data && plan.data.total > 0 ? (
          <Panel title={words.payerTitle}>
            <p>
              <Rich
                text={fill(words.total, {
                  members: plan.data.members,
                  bills: plan.data.rows.filter(({ obstacle }) => obstacle === null).length,
                  amount: plan.data.total,
                })}
              />
            </p>
            {plan.data.methods.length === 0 ? <Note kind="warn">{words.noMethod}</Note> : null}
            <PayerForm plan={plan.data} onMade={setMade} />
          </Panel>
        ) : null}
      </PageBody>
    </>
  );
}

interface FinderProps {
  readonly q: string;
  readonly member: string;
  readonly chosen: readonly string[];
  onSearch(q: string): void;
  onForgetMember(): void;
  onAdd(billId: string): void;
}

function Finder({ q, member, chosen, onSearch, onForgetMember, onAdd }: FinderProps) {
  const words = useWords(payLinkTexts).form;
  const trpc = useTRPC();
  const isAsked = q !== '' || member !== '';
  const found = useQuery({
    ...trpc.billing.bills.queryOptions({ q, status: 'open', memberId: member === '' ? null : idAsWritten('memberId', member), size: 20 }),
    enabled: isAsked,
    placeholderData: keepPreviousData,
  });
  const columns: Column<BillRow>[] = [
    { id: 'member', head: words.member, cell: (row) => row.memberName, note: (row) => row.memberNumber, at: 'title' },
    { id: 'bill', head: words.bill, cell: (row) => row.billName, note: (row) => row.billNumber, at: 'sub' },
    { id: 'rest', head: words.rest, cell: (row) => figure(row.outstanding), align: 'end', at: 'end' },
    {
      id: 'add',
      head: <span className="sr-only">{words.actions}</span>,
      cell: (row) =>
        chosen.includes(row.billId) ? (
          <span className="muted">{words.added}</span>
        ) : (
          <Button size="sm" label={fill(words.addOf, { name: row.memberName, bill: row.billName })} onPress={() => onAdd(row.billId)}>
            {words.add}
          </Button>
        ),
      align: 'end',
      at: 'state',
    },
  ];
  const tools = (
    <>
      <SearchField label={words.find} value={q} onChange={onSearch} />
      {member === '' ? null : <Chip field={words.ofMember} onRemove={onForgetMember} />}
    </>
  );
  if (!isAsked) return <div className="tools">{tools}</div>;
  return (
    <DataTable
      label={words.found}
      columns={columns}
      rows={found.data?.rows}
      rowId={(row) => row.billId}
      query={found}
      tools={tools}
      empty={<p className="money-nothing">{words.noneFound}</p>}
    />
  );
}

interface ChosenProps {
  readonly rows: readonly PlanRow[] | undefined;
  readonly query: Parameters<typeof DataTable<PlanRow>>[0]['query'];
  onRemove(billId: string): void;
}

function Chosen({ rows, query, onRemove }: ChosenProps) {
  const words = useWords(payLinkTexts).form;
  const columns: Column<PlanRow>[] = [
    { id: 'member', head: words.member, cell: (row) => row.memberName, note: (row) => row.memberNumber, at: 'title' },
    { id: 'bill', head: words.bill, cell: (row) => row.billName, note: (row) => row.billNumber, at: 'sub' },
    { id: 'due', head: words.due, cell: (row) => <span className="nowrap">{formatDateShort(row.dueOn)}</span>, at: 'drop' },
    {
      id: 'note',
      head: words.note,
      cell: (row) => (row.obstacle !== null ? words.obstacles[row.obstacle] : row.takesBackNumber ? words.takesBack : ''),
      at: 'sub',
    },
    {
      id: 'rest',
      head: words.rest,
      cell: (row) => <span className={row.obstacle === null ? undefined : 'faint'}>{figure(row.outstanding)}</span>,
      align: 'end',
      at: 'end',
    },
    {
      id: 'remove',
      head: <span className="sr-only">{words.actions}</span>,
      cell: (row) => (
        <Button size="sm" label={fill(words.removeOf, { name: row.memberName, bill: row.billName })} onPress={() => onRemove(row.billId)}>
          {words.remove}
        </Button>
      ),
      align: 'end',
      at: 'state',
    },
  ];
  return (
    <DataTable
      label={words.chosenTable}
      columns={columns}
      rows={rows}
      rowId={(row) => row.billId}
      query={query}
      empty={<p className="money-nothing">{words.chosenEmpty}</p>}
    />
  );
}

interface PayerFormProps {
  readonly plan: PayLinkPlanView;
  onMade(made: { payLinkId: string; url: string | null; mailed: boolean; email: string }): void;
}

/** One form is one link, however often it is pressed. */
function PayerForm({ plan, onMade }: PayerFormProps) {
  const org = useOrg();
  const words = useWords(payLinkTexts).form;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [idempotencyKey, setKey] = useState(() => crypto.randomUUID());
  const create = useMutation(trpc.payLinks.create.mutationOptions());
  const lines = plan.rows.filter(({ obstacle }) => obstacle === null).map(({ billId, outstanding }) => ({ billId, amount: outstanding }));
  return (
    <Form
      schema={Payer}
      defaults={{ payerName: '', contactName: '', email: '', expiresOn: defaultEnd(today()), sendMail: false }}
      onSubmit={async (payer) => {
        try {
          const made = await create.mutateAsync({ ...payer, lines, idempotencyKey });
          void queries.invalidateQueries();
          onMade({ ...made, email: payer.email });
        } catch (error) {
          // What is sent next is another request.
          setKey(crypto.randomUUID());
          void queries.invalidateQueries(trpc.payLinks.plan.pathFilter());
          throw error;
        }
      }}
    >
      <TextField name="payerName" label={words.payerName} hint={words.payerNameHint} maxLength={100} required />
      <TextField name="contactName" label={words.contactName} maxLength={200} optional />
      <TextField
        name="email"
        type="email"
        label={words.email}
        hint={words.emailHint}
        messages={{ required: words.emailMissing }}
        autoComplete="off"
        optional
      />
      <CheckboxField name="sendMail">{words.sendMail}</CheckboxField>
      <DateField name="expiresOn" label={words.expiresOn} hint={words.expiresHint} required />
      <p className="muted">{words.members}</p>
      <FormButtons>
        <LinkButton to="/$org/admin/pay-links" params={{ org }} size="lg">
          {words.cancel}
        </LinkButton>
        <SubmitButton>{words.submit}</SubmitButton>
      </FormButtons>
    </Form>
  );
}
