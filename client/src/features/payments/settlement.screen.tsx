import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { settlementViews } from '@tsudoi/shared/contracts/payments/settlement.contract';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { Ledger } from '../../components/Ledger.tsx';
import { NextPage } from '../../components/NextPage.tsx';
import { Note } from '../../components/Note.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { formatDateShort, formatMoment } from '../../lib/dates.ts';
import { figure } from '../../lib/money.ts';
import { useOrg } from '../../lib/org.ts';
import { useProviderName } from '../../lib/provider-name.ts';
import { useRouteId } from '../../lib/route-ids.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { SettlementDeskLine, SettlementView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminPaymentTexts } from './admin-texts.ts';
import { SettlementTag, TransferTag, useSettlementName } from './SettlementName.tsx';
import { settlementTexts } from './settlement-texts.ts';
import './payments-admin.css';

type View = (typeof settlementViews)[number];

/** One settlement: its sum by named differences, then what somebody has to look at, what is carried on, and the rest. */
export function SettlementScreen() {
  const org = useOrg();
  const words = useWords(settlementTexts);
  const nameOf = useSettlementName();
  const trpc = useTRPC();
  const settlementId = useRouteId('settlementId');
  const settlement = useQuery(trpc.settlements.get.queryOptions({ settlementId }));
  return (
    <>
      <PageHead
        title={settlement.data ? nameOf(settlement.data) : words.title}
        crumb={[
          { label: words.desk, to: '/$org/admin/payments/reconcile', params: { org } },
          { label: words.title, to: '/$org/admin/payments/settlements', params: { org } },
        ]}
      />
      <PageBody>
        <QueryState query={settlement} skeleton={<PanelSkeleton rows={8} />}>
          {(found) => (
            <>
              <TransferNote settlement={found} />
              <Standing settlement={found} />
              <Facts settlement={found} />
              {found.state === 'read' ? <Lines settlement={found} /> : null}
            </>
          )}
        </QueryState>
      </PageBody>
    </>
  );
}

/** Money that does not come, first of all. */
function TransferNote({ settlement: { transfer } }: { readonly settlement: SettlementView }) {
  const words = useWords(settlementTexts).transferNotes;
  return transfer === 'pending' || transfer === 'paid' ? null : <Note kind="warn">{words[transfer]}</Note>;
}

function Standing({ settlement }: { readonly settlement: SettlementView }) {
  const words = useWords(settlementTexts);
  if (settlement.state === 'announced') return <Note>{words.reading}</Note>;
  // Taken back before its lines were read: there is nothing to compare.
  if (settlement.state === 'unreadable' && settlement.transfer === 'cancelled') return null;
  if (settlement.state === 'unreadable') return <Note kind="warn">{words.unreadable}</Note>;
  if (settlement.steps.some(({ step }) => step === 'unexplained')) return <Note kind="warn">{words.unexplained}</Note>;
  return settlement.asking === 0 ? <Note kind="ok">{words.fits}</Note> : null;
}

function Facts({ settlement }: { readonly settlement: SettlementView }) {
  const words = useWords(settlementTexts);
  const providerName = useProviderName();
  const { remittance, cutoffAt, previousCutoffAt, steps, transfer, transfers } = settlement;
  return (
    <Panel title={words.steps}>
      <div className="stack">
        {remittance === null ? null : (
          <Ledger
            parts={steps.map(({ step, count, amount }) => ({ label: words.step[step], note: fill(words.countOf, { count }), amount }))}
            total={{ label: words.remittance, amount: remittance }}
          />
        )}
        <Rows>
          <Row label={words.state}>
            <SettlementTag settlement={settlement} />
          </Row>
          <Row label={words.transfer}>
            <TransferTag transfer={transfer} />
            {transfers.length === 0 ? null : (
              <ol className="muted">
                {transfers.map(({ state, heardAt }) => (
                  <li key={heardAt}>{fill(words.transferOf, { state: words.transfers[state], when: formatMoment(heardAt) })}</li>
                ))}
              </ol>
            )}
          </Row>
          {cutoffAt === null ? null : (
            <Row label={words.period}>
              {previousCutoffAt === null
                ? fill(words.periodTo, { to: formatMoment(cutoffAt) })
                : fill(words.periodOf, { from: formatMoment(previousCutoffAt), to: formatMoment(cutoffAt) })}
            </Row>
          )}
          <Row label={words.provider}>{providerName(settlement.provider)}</Row>
          <Row label={words.reference}>
            <span className="num">{settlement.reference}</span>
          </Row>
          <Row label={words.announcedAt}>{formatMoment(settlement.announcedAt)}</Row>
        </Rows>
      </div>
    </Panel>
  );
}

function Lines({ settlement }: { readonly settlement: SettlementView }) {
  const words = useWords(settlementTexts);
  const { settlementId, open, lineCount, steps } = settlement;
  const asking = settlement.asking - (steps.some(({ step }) => step === 'unexplained') ? 1 : 0);
  const counts: Readonly<Record<View, number>> = { asking, open: open.count, rest: lineCount - asking - open.count };
  return (
    <>
      {counts.asking > 0 ? <LinesOf settlementId={settlementId} view="asking" count={counts.asking} /> : null}
      {counts.open > 0 ? <LinesOf settlementId={settlementId} view="open" count={counts.open} about={words.aboutOpen} /> : null}
      {counts.rest > 0 ? <LinesOf settlementId={settlementId} view="rest" count={counts.rest} /> : null}
    </>
  );
}

interface LinesOfProps {
  readonly settlementId: SettlementView['settlementId'];
  readonly view: View;
  readonly count: number;
  readonly about?: string;
}

function LinesOf({ settlementId, view, count, about }: LinesOfProps) {
  const words = useWords(settlementTexts);
  const trpc = useTRPC();
  const pages = useInfiniteQuery(
    trpc.settlements.lines.infiniteQueryOptions(
      { settlementId, view },
      { getNextPageParam: (page) => page.next ?? undefined, initialCursor: null },
    ),
  );
  const columns = useColumns();
  return (
    <Panel title={words.views[view]} count={fill(words.countOf, { count })} flush>
      {about === undefined ? null : <p className="muted panel__body">{about}</p>}
      <DataTable
        // Named apart from the panel around it: both are landmarks.
        label={`${words.views[view]} ${fill(words.countOf, { count })}`}
        columns={columns}
        rows={pages.data?.pages.flatMap(({ lines }) => lines)}
        rowId={(row) => row.lineId}
        query={pages}
      />
      {pages.hasNextPage ? (
        <div className="panel__body">
          <NextPage pages={pages} label={words.more} />
        </div>
      ) : null}
    </Panel>
  );
}

function useColumns(): Column<SettlementDeskLine>[] {
  const org = useOrg();
  const words = useWords(settlementTexts);
  const methods = useWords(adminPaymentTexts).methods;
  return [
    { id: 'day', head: words.day, cell: (row) => <span className="num nowrap">{formatDateShort(row.happenedAt)}</span>, at: 'sub' },
    {
      id: 'number',
      head: words.number,
      cell: (row) => (row.paymentNumber === '' ? words.noNumber : <span className="num">{row.paymentNumber}</span>),
      note: (row) => [row.memberNumber, row.memberName].filter((part) => part !== '').join(' '),
      to: (row) => (row.chargeId === null ? null : { to: '/$org/admin/payments/trace/$chargeId', params: { org, chargeId: row.chargeId } }),
      at: 'title',
    },
    {
      id: 'what',
      head: words.what,
      cell: (row) => words.verdicts[row.verdict],
      note: (row) =>
        row.method === null ? words.kinds[row.kind] : fill(words.kindOf, { kind: words.kinds[row.kind], method: methods[row.method] }),
      at: 'state',
    },
    { id: 'ours', head: words.ours + words.yen, cell: (row) => (row.ours === null ? '' : figure(row.ours)), align: 'end', at: 'drop' },
    { id: 'theirs', head: words.theirs + words.yen, cell: (row) => figure(row.amount), align: 'end', at: 'end' },
    {
      id: 'difference',
      head: words.difference + words.yen,
      cell: (row) => figure(row.amount - (row.ours ?? 0)),
      align: 'end',
      at: 'drop',
    },
  ];
}
