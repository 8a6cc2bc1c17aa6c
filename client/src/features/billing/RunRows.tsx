import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Check, Minus } from 'lucide-react';
import { TextLink } from '../../components/Link.tsx';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { Empty } from '../../components/Empty.tsx';
import { AmountPopover } from '../../components/Ledger.tsx';
import { Panel } from '../../components/Panel.tsx';
import { Popover } from '../../components/Popover.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { LinkTabs } from '../../components/Tabs.tsx';
import { WhyNot } from '../../components/WhyNot.tsx';
import { Yen } from '../../components/Yen.tsx';
import { cursorPage } from '../../lib/cursor-page.ts';
import { formatDate } from '../../lib/dates.ts';
import { useListState } from '../../lib/list-state.ts';
import { figure } from '../../lib/money.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { BillingRunView, PlanRow } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { ReplacedBy } from './ReplacedBy.tsx';
import { runFileTexts } from './run-file-texts.ts';
import { RunRowsFile } from './RunRowsFile.tsx';
import { runTexts } from './run-texts.ts';
import { shownParts } from './amount-part.rules.ts';
import { partTexts } from './part-texts.ts';

const start = { show: 'included', q: '', cursor: '', back: false, from: 1 };
const views = ['included', 'excluded', 'changed', 'failed'] as const;
type View = (typeof views)[number];

/** The members of a plan, view by view: each with the amount and its reasons, or the reason for none. */
export function RunRows({ run }: { run: BillingRunView }) {
  const org = useOrg();
  const words = useWords(runTexts).plan;
  const file = useWords(runFileTexts);
  const trpc = useTRPC();
  const [state, set] = useListState(start);
  const show = views.find((view) => view === state.show) ?? 'included';
  const rows = useQuery({
    ...trpc.billing.planRows.queryOptions({
      billingRunId: run.billingRunId,
      show,
      q: state.q,
      cursor: state.cursor === '' ? null : state.cursor,
      direction: state.back ? 'previous' : 'next',
      size: 50,
    }),
    placeholderData: keepPreviousData,
  });
  const counts: Partial<Record<View, number>> = {
    included: run.included,
    excluded: run.excluded,
    failed: run.failed,
    ...(show === 'changed' && state.q === '' && rows.data ? { changed: rows.data.total } : {}),
  };
  return (
    <div className="run-rows">
      <Panel flush>
        <LinkTabs
          label={words.views}
          items={views
            .filter((view) => (view !== 'failed' || run.failed > 0) && (view !== 'changed' || run.lastYearCount > 0))
            .map((view) => ({
              label: words.view[view],
              to: '/$org/admin/billing/runs/$billingRunId',
              params: { org, billingRunId: run.billingRunId },
              search: { ...(view === 'included' ? {} : { show: view }), ...(state.q === '' ? {} : { q: state.q }) },
              isCurrent: view === show,
              ...(counts[view] === undefined ? {} : { count: counts[view] }),
            }))}
        />
        <DataTable
          label={words.table}
          columns={columnsOf(run, words, org)}
          rows={rows.data?.rows}
          rowId={(row) => row.memberId}
          query={rows}
          tools={
            <>
              <SearchField label={file.search} value={state.q} onChange={(q) => set({ q, cursor: '', back: false, from: 1 })} />
              <RunRowsFile run={run} show={show} q={state.q} />
            </>
          }
          page={rows.data && cursorPage(rows.data, state.from, 50, set)}
          empty={state.q === '' ? <Nothing show={show} /> : <Empty title={file.none} text={file.noneText} />}
        />
      </Panel>
    </div>
  );
}

function Nothing({ show }: { show: View }) {
  const words = useWords(runTexts).plan;
  if (show === 'included') return <Empty title={words.emptyIncluded} text={words.emptyIncludedText} />;
  if (show === 'excluded') return <Empty title={words.emptyExcluded} text={words.emptyExcludedText} />;
  return <Empty title={show === 'changed' ? words.emptyChanged : words.emptyFailed} />;
}

type PlanWords = ReturnType<typeof useWords<typeof runTexts.ja>>['plan'];

function columnsOf(run: BillingRunView, words: PlanWords, org: string): Column<PlanRow>[] {
  const compared = run.lastYearCount > 0;
  return [
    { id: 'decision', head: words.decision, cell: (row) => <Decision row={row} />, at: 'drop' },
    {
      id: 'member',
      head: words.member,
      cell: (row) => row.name,
      note: (row) => fill(words.memberNote, { number: row.memberNumber, type: row.membershipTypeName }),
      to: (row) => ({ to: '/$org/admin/members/$memberId', params: { org, memberId: row.memberId } }),
      at: 'title',
    },
    ...(compared
      ? [
          {
            id: 'last',
            head: words.lastYearAmount,
            cell: (row: PlanRow) => <span className="muted">{row.lastYearAmount === null ? '—' : figure(row.lastYearAmount)}</span>,
            align: 'end' as const,
            at: 'drop' as const,
          },
        ]
      : []),
    { id: 'amount', head: words.thisYear, cell: (row) => <Amount row={row} />, align: 'end', at: 'end' },
    ...(compared
      ? [{ id: 'change', head: words.change, cell: (row: PlanRow) => <Change row={row} />, align: 'end' as const, at: 'drop' as const }]
      : []),
    { id: 'why', head: words.why, cell: (row) => <Why row={row} compared={compared} />, at: 'sub' },
  ];
}

function Decision({ row }: { row: PlanRow }) {
  const words = useWords(runTexts).plan;
  return (
    <span className={row.included ? 'plan-decision plan-decision--yes' : 'plan-decision plan-out'}>
      {row.included ? <Check size={16} strokeWidth={2.25} aria-hidden="true" /> : <Minus size={16} strokeWidth={2.25} aria-hidden="true" />}
      {row.included ? words.yes : words.no}
    </span>
  );
}

function Amount({ row }: { row: PlanRow }) {
  const words = useWords(runTexts).plan;
  const partWords = useWords(partTexts);
  if (!row.included) return <>—</>;
  if (row.parts.length < 2) return <>{figure(row.amount)}</>;
  return (
    <AmountPopover
      value={row.amount}
      title={fill(words.breakdownTitle, { amount: row.amount })}
      parts={shownParts(row.parts, partWords)}
      total={{ label: words.breakdownTotal, amount: row.amount }}
    />
  );
}

function Change({ row }: { row: PlanRow }) {
  if (!row.included || row.lastYearAmount === null || row.lastYearAmount === row.amount) return null;
  return <Yen value={row.amount - row.lastYearAmount} sign />;
}

/** Without adjustments there is little to say: only what is new since last year. */
function plainReason(row: PlanRow, words: PlanWords): string | null {
  if (row.lastYearAmount === null) return words.newThisYear;
  return row.lastYearAmount === row.amount ? null : words.noAdjustment;
}

/** Why the amount is what it is, or why there is none: the short reason opens the rule and the remedy. */
function Why({ row, compared }: { row: PlanRow; compared: boolean }) {
  const org = useOrg();
  const words = useWords(runTexts);
  const partWords = useWords(partTexts);
  if (row.failure !== null) return <span className="plan-why">{words.whyNot.already_billed.short}</span>;
  if (row.included) {
    const adjustments = row.parts.filter((part) => part.kind !== 'fee');
    const notes = shownParts(adjustments, partWords).map(({ label, note }) =>
      note === undefined ? label : fill(words.plan.partNote, { label, note }),
    );
    const reason = notes.length > 0 ? notes.join(words.plan.join) : compared ? plainReason(row, words.plan) : null;
    return (
      <span className="plan-why">
        {reason}
        {row.billId === null ? null : (
          <TextLink to="/$org/admin/bills/$billId" params={{ org, billId: row.billId }}>
            {words.plan.seeBill}
          </TextLink>
        )}
        {row.replacedBy === null ? null : <ReplacedBy bill={row.replacedBy} />}
      </span>
    );
  }
  if (row.reason === null) return null;
  const why = words.whyNot[row.reason];
  const short = row.reasonDate === null ? why.short : fill(why.shortDate, { date: formatDate(row.reasonDate) });
  return (
    <Popover trigger={<span className="plan-why plan-why--open">{short}</span>} label={fill(words.whyNot.question, { name: row.name })}>
      <WhyNot
        question={fill(words.whyNot.question, { name: row.name })}
        reason={row.reasonDate === null ? fill(why.reason, { type: row.membershipTypeName }) : short}
        rule={why.rule}
        remedy={
          <>
            {why.remedy}{' '}
            <TextLink to="/$org/admin/members/$memberId" params={{ org, memberId: row.memberId }}>
              {words.whyNot.member}
            </TextLink>
          </>
        }
      />
    </Popover>
  );
}
