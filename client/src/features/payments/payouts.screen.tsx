import { useQuery } from '@tanstack/react-query';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Ledger } from '../../components/Ledger.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { Panel } from '../../components/Panel.tsx';
import { Tag } from '../../components/Tag.tsx';
import { formatDateShort, formatMonth } from '../../lib/dates.ts';
import { figure } from '../../lib/money.ts';
import { useMay } from '../../lib/may.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { PayoutView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { payoutTexts } from './payout-texts.ts';
import './payments-admin.css';

/** 団体への振込: month by month, and what has come in since. */
export function PayoutsScreen() {
  const org = useOrg();
  const words = useWords(payoutTexts);
  const trpc = useTRPC();
  const maySet = useMay()('settings');
  const payouts = useQuery(trpc.payouts.list.queryOptions());
  const running = payouts.data?.running;
  const columns: Column<PayoutView>[] = [
    {
      id: 'month',
      head: words.month,
      cell: (row) => <span className="nowrap">{fill(words.monthOf, { month: formatMonth(row.closeMonth) })}</span>,
      note: (row) => fill(words.count, { count: figure(row.count) }),
      to: (row) => ({ to: '/$org/admin/payouts/$payoutId', params: { org, payoutId: row.payoutId } }),
      at: 'title',
    },
    { id: 'gross', head: words.gross + words.yen, cell: (row) => figure(row.gross), align: 'end', at: 'drop' },
    { id: 'fee', head: words.fee + words.yen, cell: (row) => figure(-row.fee), align: 'end', at: 'drop' },
    { id: 'returned', head: words.returned + words.yen, cell: (row) => figure(-row.returned), align: 'end', at: 'drop' },
    { id: 'net', head: words.net + words.yen, cell: (row) => <b>{figure(row.net)}</b>, align: 'end', at: 'end' },
    {
      id: 'payOn',
      head: words.payOn,
      cell: (row) =>
        row.state === 'carried_forward' ? null : <span className="num nowrap">{formatDateShort(row.paidOn ?? row.payOn)}</span>,
      at: 'sub',
    },
    { id: 'state', head: words.state, cell: (row) => <Tag>{words.states[row.state]}</Tag>, at: 'state' },
  ];
  return (
    <>
      <PageHead
        title={words.title}
        sub={words.about}
        actions={
          maySet ? (
            <LinkButton to="/$org/admin/settings/payouts" params={{ org }}>
              {words.settings}
            </LinkButton>
          ) : undefined
        }
      />
      <PageBody>
        {running && running.count > 0 ? (
          <Panel title={words.runningTitle}>
            <p className="muted">{words.runningText}</p>
            <Ledger
              parts={[
                { label: words.gross, amount: running.gross },
                { label: words.fee, amount: -running.fee },
                { label: words.returned, amount: -running.returned },
              ]}
              total={{ label: words.net, amount: running.net }}
            />
          </Panel>
        ) : null}
        <DataTable
          label={words.table}
          columns={columns}
          rows={payouts.data?.payouts}
          rowId={(row) => row.payoutId}
          query={payouts}
          empty={<Empty title={words.emptyTitle} text={words.emptyText} />}
        />
      </PageBody>
    </>
  );
}
