import { useInfiniteQuery } from '@tanstack/react-query';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { Empty } from '../../components/Empty.tsx';
import { NextPage } from '../../components/NextPage.tsx';
import { Note } from '../../components/Note.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { formatDate, formatDateShort } from '../../lib/dates.ts';
import { figure } from '../../lib/money.ts';
import { useOrg } from '../../lib/org.ts';
import { useProviderName } from '../../lib/provider-name.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { SettlementView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { SettlementTag, TransferTag, useSettlementName } from './SettlementName.tsx';
import { settlementTexts } from './settlement-texts.ts';
import './payments-admin.css';

/** 決済会社の精算: what the providers transfer, and whether it fits. */
export function SettlementsScreen() {
  const org = useOrg();
  const words = useWords(settlementTexts);
  const nameOf = useSettlementName();
  const providerName = useProviderName();
  const trpc = useTRPC();
  const pages = useInfiniteQuery(
    trpc.settlements.list.infiniteQueryOptions({}, { getNextPageParam: (page) => page.next ?? undefined, initialCursor: null }),
  );
  const first = pages.data?.pages[0];
  const silent = first?.providers.filter(({ reports }) => !reports) ?? [];
  const columns: Column<SettlementView>[] = [
    {
      id: 'settlement',
      head: words.settlement,
      cell: nameOf,
      note: (row) => <span className="num">{row.reference}</span>,
      to: (row) => ({ to: '/$org/admin/payments/settlements/$settlementId', params: { org, settlementId: row.settlementId } }),
      at: 'title',
    },
    {
      id: 'cutoff',
      head: words.cutoff,
      cell: (row) => (row.cutoffAt === null ? null : <span className="num nowrap">{formatDate(row.cutoffAt)}</span>),
      at: 'drop',
    },
    {
      id: 'remittance',
      head: words.remittance + words.yen,
      cell: (row) => (row.remittance === null ? null : <b>{figure(row.remittance)}</b>),
      align: 'end',
      at: 'end',
    },
    {
      id: 'open',
      head: words.open,
      cell: ({ open }) => (open.count === 0 ? null : fill(words.openOf, open)),
      align: 'end',
      at: 'drop',
    },
    {
      id: 'announced',
      head: words.announcedAt,
      cell: (row) => <span className="num nowrap">{formatDateShort(row.announcedAt)}</span>,
      at: 'sub',
    },
    { id: 'transfer', head: words.transfer, cell: (row) => <TransferTag transfer={row.transfer} />, at: 'sub' },
    { id: 'state', head: words.state, cell: (row) => <SettlementTag settlement={row} />, at: 'state' },
  ];
  return (
    <>
      <PageHead
        title={words.title}
        sub={words.about}
        crumb={[{ label: words.desk, to: '/$org/admin/payments/reconcile', params: { org } }]}
      />
      <PageBody>
        {silent.length > 0 ? (
          <Note>
            {silent.map(({ provider }) => (
              <p key={provider}>{fill(words.silent, { provider: providerName(provider) })}</p>
            ))}
          </Note>
        ) : null}
        <DataTable
          label={words.table}
          columns={columns}
          rows={pages.data?.pages.flatMap(({ rows }) => rows)}
          rowId={(row) => row.settlementId}
          query={pages}
          empty={<Empty title={words.emptyTitle} text={words.emptyText} />}
        />
        <NextPage pages={pages} label={words.more} />
      </PageBody>
    </>
  );
}
