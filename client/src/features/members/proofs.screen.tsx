import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { DecideProofInput } from '@tsudoi/shared/contracts/members/proof.contract';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { FileButton } from '../../components/OwnValue.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { Panel } from '../../components/Panel.tsx';
import { TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { formatDate, formatMoment } from '../../lib/dates.ts';
import { domainCodeOf, useErrorText } from '../../lib/errors.ts';
import { useLive } from '../../lib/live.ts';
import { useMay } from '../../lib/may.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { ProofRow, ProofRuleView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { ProofRuleDialog, useDayText } from './ProofRuleDialog.tsx';
import { proofTexts } from './proof-texts.ts';

/** Yearly proofs: those that wait to be looked at, and which types ask for one. */
export function ProofsScreen() {
  const org = useOrg();
  const words = useWords(proofTexts);
  const errorText = useErrorText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const proofs = useQuery(trpc.proofs.list.queryOptions());
  const may = useMay();
  const decide = useMutation(trpc.proofs.decide.mutationOptions());
  const [refusing, setRefusing] = useState<ProofRow | null>(null);
  const [editing, setEditing] = useState<ProofRuleView | 'new' | null>(null);
  const dayText = useDayText();
  useLive(['members']);
  const refresh = () =>
    Promise.all([queries.invalidateQueries(trpc.proofs.pathFilter()), queries.invalidateQueries(trpc.reports.pathFilter())]);
  const accept = async ({ memberId, dueOn, fileId, name }: ProofRow) => {
    try {
      await decide.mutateAsync({ memberId, dueOn, fileId, accept: true, reason: '' });
      toast({ text: fill(words.accepted, { name }) });
    } catch (error) {
      toast({ text: domainCodeOf(error) === 'CONFLICT' ? words.sentAnew : errorText(error) });
    }
    await refresh();
  };
  const mayDecide = may('members.write');
  const mayEdit = may('settings');
  const columns: Column<ProofRow>[] = [
    {
      id: 'name',
      head: words.member,
      cell: (row) => <b>{row.name}</b>,
      note: (row) => `${row.memberNumber} ${row.membershipTypeName}${row.standing === 'asked' ? '' : words.notAsked[row.standing]}`,
      to: (row) => ({ to: '/$org/admin/members/$memberId', params: { org, memberId: row.memberId } }),
      at: 'title',
    },
    { id: 'file', head: words.file, cell: (row) => <FileButton path={`/files/${row.fileId}`} name={row.fileName} />, at: 'sub' },
    { id: 'sent', head: words.sentAt, cell: (row) => formatMoment(row.sentAt), at: 'drop' },
    { id: 'due', head: words.due, cell: (row) => formatDate(row.lastDay), at: 'end' },
    ...(mayDecide
      ? [
          {
            id: 'acts',
            head: <span className="sr-only">{words.decide}</span>,
            cell: (row: ProofRow) => (
              <span className="row">
                <Button size="sm" kind="primary" label={fill(words.acceptOf, { name: row.name })} onPress={() => void accept(row)}>
                  {words.accept}
                </Button>
                <Button size="sm" label={fill(words.refuseOf, { name: row.name })} onPress={() => setRefusing(row)}>
                  {words.refuse}
                </Button>
              </span>
            ),
            at: 'state' as const,
          },
        ]
      : []),
  ];
  const rules: Column<ProofRuleView>[] = [
    { id: 'type', head: words.type, cell: (rule) => <b>{rule.membershipTypeName}</b>, at: 'title' },
    {
      id: 'period',
      head: words.period,
      cell: (rule) => fill(words.fromTo, { from: dayText(rule.opensOn), to: dayText(rule.dueOn) }),
      at: 'end',
    },
    { id: 'fallback', head: words.fallback, cell: (rule) => rule.fallbackTypeName, at: 'sub' },
    ...(mayEdit
      ? [
          {
            id: 'acts',
            head: <span className="sr-only">{words.edit}</span>,
            cell: (rule: ProofRuleView) => (
              <Button size="sm" label={fill(words.editOf, { name: rule.membershipTypeName })} onPress={() => setEditing(rule)}>
                {words.edit}
              </Button>
            ),
            align: 'end' as const,
            at: 'state' as const,
          },
        ]
      : []),
  ];
  return (
    <>
      <PageHead
        title={words.title}
        sub={words.sub}
        actions={
          mayEdit ? (
            <Button icon={<Plus size={18} strokeWidth={1.75} aria-hidden />} onPress={() => setEditing('new')}>
              {words.add}
            </Button>
          ) : undefined
        }
      />
      <PageBody>
        <DataTable
          label={words.waiting}
          columns={columns}
          rows={proofs.data?.waiting}
          rowId={(row) => row.fileId}
          query={proofs}
          empty={<Empty title={words.none} text={words.noneText} />}
        />
        {proofs.data ? (
          <Panel title={words.rules} flush>
            <DataTable
              label={words.rulesTable}
              columns={rules}
              rows={proofs.data.rules}
              rowId={(rule) => rule.membershipTypeId}
              query={proofs}
              empty={<Empty title={words.noRules} text={words.noRulesText} />}
            />
          </Panel>
        ) : null}
      </PageBody>
      {refusing ? <Refuse row={refusing} onDone={refresh} onClose={() => setRefusing(null)} /> : null}
      {editing ? (
        <ProofRuleDialog
          rule={editing === 'new' ? null : editing}
          ruled={(proofs.data?.rules ?? []).map(({ membershipTypeId }) => membershipTypeId)}
          onDone={refresh}
          onClose={() => setEditing(null)}
        />
      ) : null}
    </>
  );
}

interface RefuseProps {
  readonly row: ProofRow;
  readonly onDone: () => Promise<unknown>;
  readonly onClose: () => void;
}

function Refuse({ row, onDone, onClose }: RefuseProps) {
  const words = useWords(proofTexts);
  const trpc = useTRPC();
  const decide = useMutation(trpc.proofs.decide.mutationOptions());
  const { memberId, dueOn, fileId, name, standing } = row;
  return (
    <Dialog isOpen onClose={onClose} title={fill(words.refuseOf, { name })}>
      <Form
        schema={DecideProofInput}
        defaults={{ memberId, dueOn, fileId, accept: false, reason: '' }}
        onSubmit={async (values) => {
          await decide.mutateAsync(values);
          await onDone();
          toast({ text: fill(words.refused, { name }) });
          onClose();
        }}
      >
        <p className="muted">{words.refuseText[standing]}</p>
        <TextField
          name="reason"
          label={words.reason}
          {...(standing === 'asked' ? { hint: words.reasonHint } : {})}
          required
          autoComplete="off"
        />
        <FormButtons>
          <Button size="lg" onPress={onClose}>
            {words.cancel}
          </Button>
          <SubmitButton>{words.refuse}</SubmitButton>
        </FormButtons>
      </Form>
    </Dialog>
  );
}
