import type { UseQueryResult } from '@tanstack/react-query';
import { leftOutReasons, mostChosen } from '@tsudoi/shared/contracts/dunning/dunning.contract';
import type { DunningJobId } from '@tsudoi/shared/kernel/ids';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { Empty } from '../../components/Empty.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { Select } from '../../components/Select.tsx';
import { formatDateShort } from '../../lib/dates.ts';
import { useMay } from '../../lib/may.ts';
import { figure } from '../../lib/money.ts';
import { useOrg } from '../../lib/org.ts';
import type { DunningPlanRow, DunningPlanView } from '../../lib/views.ts';
import { Rich, fill, useWords } from '../../lib/words.ts';
import './dunning.css';
import { dunningTexts } from './dunning-texts.ts';
import { DunningRound } from './DunningRound.tsx';
import { NoticeDialog } from './NoticeDialog.tsx';
import { planRowId } from './plan-row.rules.ts';
import { type PlanState, planStart } from './plan-state.rules.ts';
import { LeftOutWhy, PlanBills } from './PlanRow.tsx';
import { SendDialog } from './SendDialog.tsx';
import { stageName } from './stage-name.rules.ts';
import { TodaysRound } from './TodaysRound.tsx';

interface PlanProps {
  readonly view: 'due' | 'coming' | 'left_out';
  readonly state: PlanState;
  readonly size: number;
  readonly set: (patch: Partial<PlanState>) => void;
  readonly plan: UseQueryResult<DunningPlanView, unknown>;
}

/** Who is due, who comes next, or who is left out; those who are due can be chosen and written to. */
export function ReminderPlan({ view, state, size, set, plan }: PlanProps) {
  const words = useWords(dunningTexts);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const mayWrite = useMay()('billing.write');
  const [isSending, setSending] = useState(false);
  const [read, setRead] = useState<DunningPlanRow | null>(null);
  const [jobId, setJobId] = useState<DunningJobId | null>(null);
  const data = plan.data;
  const rows = data?.rows;
  const columns = useColumns(view, setRead);
  const picked = (rows ?? []).filter((row) => chosen.has(planRowId(row)));
  const first = (patch: Partial<PlanState>) => {
    setChosen(new Set());
    set({ ...patch, page: 1 });
  };
  const isFiltered = state.q !== '' || state.stage !== 0 || state.reason !== '';
  const shownJob = jobId ?? data?.runningJob?.dunningJobId ?? null;
  return (
    <>
      {data && view === 'due' ? <TodaysRound plan={data} /> : null}
      {shownJob === null ? null : <DunningRound jobId={shownJob} />}
      {data && data.stages.length > 0 ? <Stages plan={data} /> : null}
      <DataTable
        label={words.table[view]}
        columns={columns}
        rows={rows}
        rowId={planRowId}
        query={plan}
        {...(view === 'due' && mayWrite
          ? {
              selection: {
                selected: chosen,
                onChange: (next: ReadonlySet<string>) => setChosen(new Set([...next].slice(0, mostChosen))),
                nameOf: (row: DunningPlanRow) => row.memberName,
                bulk: () => (
                  <Button size="sm" kind="primary" onPress={() => setSending(true)}>
                    {fill(words.send, { count: picked.length })}
                  </Button>
                ),
              },
            }
          : {})}
        tools={
          <>
            <SearchField label={words.search} value={state.q} onChange={(q) => first({ q })} />
            {view === 'left_out' ? (
              <Select
                label={words.reason}
                value={state.reason}
                onChange={(reason) => first({ reason })}
                options={[
                  { value: '', label: words.anyReason },
                  ...leftOutReasons
                    .filter((reason) => data?.reasons.some((one) => one.reason === reason))
                    .map((reason) => ({
                      value: reason,
                      label: fill(words.reasonCount, {
                        name: words.reasons[reason],
                        count: data?.reasons.find((one) => one.reason === reason)?.members ?? 0,
                      }),
                    })),
                ]}
              />
            ) : (
              <Select
                label={words.stage}
                value={String(state.stage)}
                onChange={(stage) => first({ stage: Number(stage) })}
                options={[
                  { value: '0', label: words.anyStage },
                  ...(data?.stages ?? []).map(({ key, days }) => ({ value: String(key), label: stageName(words.stageName, days) })),
                ]}
              />
            )}
          </>
        }
        page={
          data
            ? {
                total: data.total,
                shown: [data.rows.length === 0 ? 0 : (state.page - 1) * size + 1, (state.page - 1) * size + data.rows.length],
                ...(state.page > 1 ? { onPrevious: () => set({ page: state.page - 1 }) } : {}),
                ...(state.page * size < data.total ? { onNext: () => set({ page: state.page + 1 }) } : {}),
              }
            : undefined
        }
        empty={
          isFiltered ? (
            <Empty
              title={words.noneTitle}
              text={words.noneText}
              action={<Button onPress={() => first({ q: planStart.q, stage: 0, reason: '' })}>{words.clear}</Button>}
            />
          ) : (
            <Empty title={words.emptyTitle[view]} text={words.emptyText[view]} />
          )
        }
      />
      {isSending ? (
        <SendDialog
          rows={picked}
          onClose={() => setSending(false)}
          onSent={(id) => {
            setJobId(id);
            setChosen(new Set());
          }}
        />
      ) : null}
      {read === null ? null : <NoticeDialog memberId={read.memberId} name={read.memberName} onClose={() => setRead(null)} />}
    </>
  );
}

function useColumns(view: PlanProps['view'], onRead: (row: DunningPlanRow) => void): Column<DunningPlanRow>[] {
  const org = useOrg();
  const words = useWords(dunningTexts);
  const channelWords = ({ channels: [first, second] }: DunningPlanRow): string => {
    if (first === undefined) return '';
    return second === undefined
      ? words.channels[first]
      : fill(words.pair, { first: words.channels[first], second: words.channels[second] });
  };
  const member: Column<DunningPlanRow> = {
    id: 'member',
    head: words.member,
    cell: (row) => row.memberName,
    note: (row) => row.memberNumber,
    to: (row) => ({ to: '/$org/admin/payments/$memberId', params: { org, memberId: row.memberId } }),
    at: 'title',
  };
  const bills: Column<DunningPlanRow> = { id: 'bills', head: words.bills, cell: (row) => <PlanBills row={row} />, at: 'sub' };
  const amount: Column<DunningPlanRow> = {
    id: 'outstanding',
    head: words.outstanding,
    cell: (row) => figure(row.outstanding),
    align: 'end',
    at: 'end',
  };
  if (view === 'left_out')
    return [member, bills, { id: 'reason', head: words.reason, cell: (row) => <LeftOutWhy row={row} />, at: 'state' }, amount];
  const stage: Column<DunningPlanRow> = {
    id: 'stage',
    head: words.stage,
    cell: (row) => <span className="nowrap">{row.stage ? stageName(words.stageName, row.stage.days) : ''}</span>,
    note: (row) => channelWords(row),
    at: 'state',
  };
  if (view === 'coming')
    return [
      {
        id: 'day',
        head: words.day,
        cell: (row) => <span className="num nowrap">{row.stage ? formatDateShort(row.stage.on) : ''}</span>,
        at: 'drop',
      },
      member,
      bills,
      { ...stage, note: (row) => (row.stage ? formatDateShort(row.stage.on) : '') },
      amount,
    ];
  return [
    member,
    bills,
    {
      ...stage,
      // Beside each other on a desk, under each other on a phone: a list has one place for both.
      cell: (row) => (
        <span className="dunning-act">
          <span className="nowrap">{row.stage ? stageName(words.stageName, row.stage.days) : ''}</span>
          <span className="kana">{channelWords(row)}</span>
          <Button size="sm" label={fill(words.previewOf, { name: row.memberName })} onPress={() => onRead(row)}>
            {words.preview}
          </Button>
        </span>
      ),
      note: () => null,
    },
    amount,
  ];
}

function Stages({ plan }: { plan: DunningPlanView }) {
  const words = useWords(dunningTexts);
  return (
    <ul className="dunning-stages" aria-label={words.stage}>
      {plan.stages.map(({ key, days, members, outstanding }) => (
        <li key={key}>
          <Rich text={fill(words.stageCount, { name: stageName(words.stageName, days), count: members, amount: outstanding })} />
        </li>
      ))}
    </ul>
  );
}
