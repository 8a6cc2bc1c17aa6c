import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { Empty } from '../../components/Empty.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { Note } from '../../components/Note.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { Status } from '../../components/Status.tsx';
import { LinkTabs } from '../../components/Tabs.tsx';
import { cursorPage } from '../../lib/cursor-page.ts';
import { formatDateShort, formatMomentShort } from '../../lib/dates.ts';
import { useListState } from '../../lib/list-state.ts';
import { useLive } from '../../lib/live.ts';
import { useMay } from '../../lib/may.ts';
import { figure } from '../../lib/money.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { RefundView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import './payments-admin.css';
import { type RefundAct, refundActsOf, refundStatusKind } from './payment-list.rules.ts';
import { ApproveRefund, DeclineRefund, RefundLimit, TransferRefund } from './RefundActs.tsx';
import { RefundWord } from './RefundWord.tsx';
import { RepeatRefund, ReturnRefund } from './RefundReturn.tsx';
import { refundTexts } from './refund-texts.ts';
import { refundWordTexts } from './refund-word-texts.ts';

const start = { view: 'open', cursor: '', back: false, from: 1 };
const views = ['open', 'done'] as const;
const size = 50;

/** Money that is to go back, and how far it has come. */
export function RefundsScreen() {
  const org = useOrg();
  const texts = useWords(refundTexts);
  const words = texts.list;
  const trpc = useTRPC();
  const [state, set] = useListState(start);
  const [acting, setActing] = useState<{ act: RefundAct; refund: RefundView } | null>(null);
  const [limiting, setLimiting] = useState(false);
  const view = state.view === 'done' ? 'done' : 'open';
  const refunds = useQuery({
    ...trpc.refunds.list.queryOptions({
      view,
      cursor: state.cursor === '' ? null : state.cursor,
      direction: state.back ? 'previous' : 'next',
      size,
    }),
    placeholderData: keepPreviousData,
  });
  const settings = useQuery(trpc.refunds.settings.queryOptions());
  const may = useMay();
  useLive(['payments', 'tasks']);
  const close = () => setActing(null);
  const acts = { ...texts, ...useWords(refundWordTexts) };
  const actsOf = (refund: RefundView) =>
    may('payments.write') ? (
      <span className="refund-acts">
        {refundActsOf(refund).map((act) => (
          <Button
            key={act}
            size="sm"
            label={fill(acts[act].openOf, { name: refund.memberName, amount: refund.amount })}
            onPress={() => setActing({ act, refund })}
          >
            {acts[act].open}
          </Button>
        ))}
      </span>
    ) : null;
  const columns: Column<RefundView>[] = [
    {
      id: 'requestedAt',
      head: words.requestedAt,
      cell: (row) => <span className="num nowrap">{formatMomentShort(row.requestedAt)}</span>,
      at: 'drop',
    },
    {
      id: 'member',
      head: words.member,
      cell: (row) => row.memberName || words.unknownMember,
      note: (row) => row.paymentNumber,
      to: (row) => (row.memberId === null ? null : { to: '/$org/admin/payments/$memberId', params: { org, memberId: row.memberId } }),
      at: 'title',
    },
    { id: 'way', head: words.way, cell: (row) => texts.ways[row.way], at: 'sub' },
    {
      id: 'reason',
      head: words.reason,
      cell: (row) => (
        <span className="refund-why">
          <span>{row.reason}</span>
          <span className="muted">
            {fill(row.approvedBy === '' ? words.by : words.byAndApproved, { name: row.requestedBy, approver: row.approvedBy })}
          </span>
        </span>
      ),
      at: 'drop',
    },
    { id: 'state', head: words.state, cell: (row) => <Standing row={row} acts={actsOf(row)} />, at: 'state' },
    { id: 'amount', head: words.amount, cell: (row) => figure(row.amount), align: 'end', at: 'end' },
    { id: 'actions', head: <span className="sr-only">{words.actions}</span>, cell: actsOf, align: 'end', at: 'drop' },
  ];
  const page = refunds.data;
  return (
    <>
      <PageHead title={words.title} />
      <LinkTabs
        label={words.views}
        items={views.map((one) => ({
          label: words.view[one],
          to: '/$org/admin/refunds',
          params: { org },
          search: one === 'open' ? {} : { view: one },
          isCurrent: one === view,
        }))}
      />
      <PageBody>
        {settings.data ? (
          <Note
            action={
              may('settings') ? (
                <Button size="sm" onPress={() => setLimiting(true)}>
                  {words.changeLimit}
                </Button>
              ) : null
            }
          >
            {fill(words.limit, { amount: settings.data.approvalLimit, waived: settings.data.writeOffLimit })}
          </Note>
        ) : null}
        <DataTable
          label={words.table}
          columns={columns}
          rows={page?.rows}
          rowId={(row) => row.refundId}
          query={refunds}
          page={page && cursorPage(page, state.from, size, set)}
          empty={
            <Empty
              title={view === 'open' ? words.emptyTitle : words.doneEmptyTitle}
              text={view === 'open' ? words.emptyText : words.doneEmptyText}
              action={
                <LinkButton to="/$org/admin/payments" params={{ org }}>
                  {words.seePayments}
                </LinkButton>
              }
            />
          }
        />
      </PageBody>
      {acting?.act === 'approve' ? <ApproveRefund refund={acting.refund} onClose={close} /> : null}
      {acting?.act === 'decline' ? <DeclineRefund refund={acting.refund} onClose={close} /> : null}
      {acting?.act === 'transfer' ? <TransferRefund refund={acting.refund} onClose={close} /> : null}
      {acting?.act === 'return' ? <ReturnRefund refund={acting.refund} onClose={close} /> : null}
      {acting?.act === 'repeat' ? <RepeatRefund refund={acting.refund} onClose={close} /> : null}
      {acting?.act === 'made' || acting?.act === 'notMade' ? <RefundWord refund={acting.refund} act={acting.act} onClose={close} /> : null}
      {limiting && settings.data ? <RefundLimit limits={settings.data} onClose={() => setLimiting(false)} /> : null}
    </>
  );
}

function Standing({ row, acts }: { row: RefundView; acts: React.ReactNode }) {
  const texts = useWords(refundTexts);
  const word = useWords(refundWordTexts);
  const label = row.state === 'approved' && row.way === 'transfer' ? texts.toTransfer : texts.states[row.state];
  const came =
    row.cameBack === null ? '' : fill(texts.list.cameBack, { day: formatDateShort(row.cameBack.on), reason: row.cameBack.reason });
  const why =
    row.state === 'refused'
      ? row.code === 'declined' || row.code === 'bounced'
        ? texts.codes[row.code]
        : row.code === 'said_not_made'
          ? word.notMade.code
          : texts.codes.other
      : row.state === 'requested' && row.isOwn
        ? texts.list.waitsForOther
        : row.denied !== null
          ? fill(word.denied, { by: row.denied.by })
          : row.isUnanswered
            ? word.unanswered
            : '';
  return (
    <span className="money-state">
      <Status kind={refundStatusKind(row.state)} label={label} />
      {why === '' ? null : <span className="muted">{why}</span>}
      {came === '' ? null : <span className="muted">{came}</span>}
      <span className="money-state__act">{acts}</span>
    </span>
  );
}
