import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type CancelJobRow, type CancelJobView, cancelRowsAtOnce } from '@tsudoi/shared/contracts/billing/cancel-job.contract';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { Empty } from '../../components/Empty.tsx';
import { TextLink } from '../../components/Link.tsx';
import { Panel } from '../../components/Panel.tsx';
import { LinkTabs } from '../../components/Tabs.tsx';
import { useListState } from '../../lib/list-state.ts';
import { figure } from '../../lib/money.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { billEditTexts } from './bill-edit-texts.ts';
import { cancelJobTexts } from './cancel-job-texts.ts';

const start = { show: '', from: 0 };
const views = ['kept', 'cancelled'] as const;

/** What became of each bill: those that stayed with the reason, and those that went. */
export function CancelJobRows({ job }: { job: CancelJobView }) {
  const org = useOrg();
  const words = useWords(cancelJobTexts);
  const trpc = useTRPC();
  const [state, set] = useListState(start);
  const show = views.find((view) => view === state.show) ?? (job.kept > 0 ? 'kept' : 'cancelled');
  const from = Number.isSafeInteger(state.from) ? Math.min(Math.max(0, state.from), job.total) : 0;
  const rows = useQuery({
    ...trpc.billing.cancelJobRows.queryOptions({ cancelJobId: job.cancelJobId, show, from }),
    placeholderData: keepPreviousData,
  });
  const shown = rows.data?.rows.length ?? 0;
  return (
    <div className="run-rows">
      <Panel flush>
        <h2 className="sr-only">{words.results}</h2>
        <LinkTabs
          label={words.views}
          items={views.map((view) => ({
            label: words.view[view],
            count: job[view],
            to: '/$org/admin/bills/cancellations/$cancelJobId',
            params: { org, cancelJobId: job.cancelJobId },
            search: { show: view },
            isCurrent: view === show,
          }))}
        />
        <DataTable
          label={words.results}
          columns={useColumns()}
          rows={rows.data?.rows}
          rowId={(row) => row.billId}
          query={rows}
          page={
            rows.data
              ? {
                  total: job[show],
                  shown: [shown === 0 ? 0 : from + 1, from + shown],
                  ...(from === 0 ? {} : { onPrevious: () => set({ from: Math.max(0, from - cancelRowsAtOnce) }) }),
                  ...(rows.data.isLast ? {} : { onNext: () => set({ from: from + cancelRowsAtOnce }) }),
                }
              : undefined
          }
          empty={<Empty title={words.none[show]} />}
        />
      </Panel>
    </div>
  );
}

function useColumns(): Column<CancelJobRow>[] {
  const org = useOrg();
  const edit = useWords(billEditTexts);
  const words = useWords(cancelJobTexts);
  return [
    {
      id: 'bill',
      head: words.bill,
      cell: (row) => fill(edit.keptRow, { number: row.billNumber, name: row.memberName }),
      to: (row) => ({ to: '/$org/admin/bills/$billId', params: { org, billId: row.billId } }),
      at: 'title',
    },
    { id: 'name', head: words.billName, cell: (row) => row.billName, at: 'sub' },
    {
      id: 'outcome',
      head: words.outcome,
      cell: (row) => (
        <>
          {row.reason === null ? words.gone : edit.kept[row.reason]}{' '}
          {row.reason === 'BILL_HAS_PAYMENT' ? (
            <TextLink to="/$org/admin/payments" params={{ org }} search={{ bill: row.billId }}>
              {edit.seePayments}
            </TextLink>
          ) : null}
        </>
      ),
      at: 'state',
    },
    { id: 'amount', head: words.yen, cell: (row) => figure(row.amount), align: 'end', at: 'end' },
  ];
}
