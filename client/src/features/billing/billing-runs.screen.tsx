import { useQuery } from '@tanstack/react-query';
import { FilePlus2 } from 'lucide-react';
import { LinkButton } from '../../components/LinkButton.tsx';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { Empty } from '../../components/Empty.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { Status } from '../../components/Status.tsx';
import { formatDateShort, formatMomentShort } from '../../lib/dates.ts';
import { useLive } from '../../lib/live.ts';
import { useMay } from '../../lib/may.ts';
import { figure } from '../../lib/money.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { BillingRunView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { runPhase, runStatusKind } from './run.rules.ts';
import { runChosenTexts } from './run-chosen-texts.ts';
import { runTexts } from './run-texts.ts';

/** Every plan and run, newest first. */
export function BillingRunsScreen() {
  const org = useOrg();
  const words = useWords(runTexts);
  const chosen = useWords(runChosenTexts);
  const trpc = useTRPC();
  const runs = useQuery(trpc.billing.runs.queryOptions());
  useLive(['runs']);
  const create = useMay()('billing.write') ? (
    <LinkButton to="/$org/admin/billing/runs/new" params={{ org }} kind="primary" icon={<FilePlus2 size={18} strokeWidth={1.75} />}>
      {words.list.create}
    </LinkButton>
  ) : undefined;
  const columns: Column<BillingRunView>[] = [
    {
      id: 'name',
      head: words.list.name,
      cell: (run) => run.billName,
      note: (run) => (run.memberIds === null ? undefined : fill(chosen.of, { count: run.memberIds.length })),
      to: (run) => ({ to: '/$org/admin/billing/runs/$billingRunId', params: { org, billingRunId: run.billingRunId } }),
      at: 'title',
    },
    {
      id: 'state',
      head: words.list.state,
      cell: (run) => <Status kind={runStatusKind(run)} label={words.state[runPhase(run)]} />,
      at: 'state',
    },
    { id: 'count', head: words.list.count, cell: (run) => fill(words.list.people, { count: run.included }), align: 'end', at: 'sub' },
    { id: 'amount', head: words.list.amount, cell: (run) => figure(run.includedAmount), align: 'end', at: 'end' },
    { id: 'due', head: words.list.due, cell: (run) => formatDateShort(run.dueOn), at: 'drop' },
    {
      id: 'planned',
      head: words.list.planned,
      cell: (run) => (
        <span className="muted">{fill(words.list.plannedBy, { when: formatMomentShort(run.plannedAt), name: run.plannedBy })}</span>
      ),
      at: 'drop',
    },
  ];
  return (
    <>
      <PageHead title={words.list.title} sub={words.list.sub} actions={runs.data?.runs.length === 0 ? undefined : create} />
      <PageBody>
        <DataTable
          label={words.list.table}
          columns={columns}
          rows={runs.data?.runs}
          rowId={(run) => run.billingRunId}
          query={runs}
          empty={<Empty title={words.list.emptyTitle} text={words.list.emptyText} action={create} />}
        />
      </PageBody>
    </>
  );
}
