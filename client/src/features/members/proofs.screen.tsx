import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { Empty } from '../../components/Empty.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { Panel } from '../../components/Panel.tsx';
import { formatDate, formatMoment } from '../../lib/dates.ts';
import { useLive } from '../../lib/live.ts';
import { useMay } from '../../lib/may.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { ProofRow, ProofRuleView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { ProofCheckDialog } from './ProofCheckDialog.tsx';
import { ProofPasses } from './ProofPasses.tsx';
import { ProofRuleDialog, useDayText } from './ProofRuleDialog.tsx';
import { proofTexts } from './proof-texts.ts';

/** Yearly proofs: those that wait to be looked at, and which types ask for one. */
export function ProofsScreen() {
  const org = useOrg();
  const words = useWords(proofTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const proofs = useQuery(trpc.proofs.list.queryOptions());
  const may = useMay();
  const [checking, setChecking] = useState<ProofRow | null>(null);
  const [editing, setEditing] = useState<ProofRuleView | 'new' | null>(null);
  const dayText = useDayText();
  useLive(['members']);
  const refresh = () =>
    Promise.all([queries.invalidateQueries(trpc.proofs.pathFilter()), queries.invalidateQueries(trpc.reports.pathFilter())]);
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
    { id: 'file', head: words.file, cell: (row) => row.fileName, at: 'sub' },
    { id: 'sent', head: words.sentAt, cell: (row) => formatMoment(row.sentAt), at: 'drop' },
    { id: 'due', head: words.due, cell: (row) => formatDate(row.lastDay), at: 'end' },
    {
      id: 'acts',
      head: <span className="sr-only">{words.decide}</span>,
      cell: (row) => (
        <Button size="sm" kind="primary" label={fill(words.checkOf, { name: row.name })} onPress={() => setChecking(row)}>
          {words.check}
        </Button>
      ),
      at: 'state',
    },
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
        <div className="no-print">
          <DataTable
            label={words.waiting}
            columns={columns}
            rows={proofs.data?.waiting}
            rowId={(row) => row.fileId}
            query={proofs}
            empty={<Empty title={words.none} text={words.noneText} />}
          />
        </div>
        {proofs.data && proofs.data.rules.length > 0 ? <ProofPasses mayDecide={mayDecide} onDone={refresh} /> : null}
        {proofs.data ? (
          <div className="no-print">
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
          </div>
        ) : null}
      </PageBody>
      {checking ? <ProofCheckDialog row={checking} mayDecide={mayDecide} onDone={refresh} onClose={() => setChecking(null)} /> : null}
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
