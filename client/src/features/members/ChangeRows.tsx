import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { Diff } from '../../components/Diff.tsx';
import { Empty } from '../../components/Empty.tsx';
import { toast } from '../../components/Toast.tsx';
import { formatMoment } from '../../lib/dates.ts';
import { useErrorText } from '../../lib/errors.ts';
import { useMay } from '../../lib/may.ts';
import { useOrg } from '../../lib/org.ts';
import { useOwnValue } from '../../lib/own-fields.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { ChangeRow, ChangesView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { RefuseChanges } from './RefuseChanges.tsx';
import { changeTexts } from './change-texts.ts';

interface Props {
  readonly label: string;
  readonly query: UseQueryResult<ChangesView, unknown>;
  /** Of one member, on whose page it stands. */
  readonly ofOne?: boolean;
}

/** Requests that wait: who, which field, from what to what, when; decided one by one or several at once. */
export function ChangeRows({ label, query, ofOne = false }: Props) {
  const org = useOrg();
  const words = useWords(changeTexts);
  const shown = useOwnValue();
  const may = useMay();
  const decide = useDecision();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [refusing, setRefusing] = useState<readonly ChangeRow[] | null>(null);
  const rows = query.data?.rows;
  const picked = (ids: readonly string[]) => (rows ?? []).filter(({ changeRequestId }) => ids.includes(changeRequestId));
  const settle = async (some: readonly ChangeRow[], accept: boolean, reason: string) => {
    await decide(some, accept, reason);
    setSelected(new Set());
  };
  const text = (row: ChangeRow, value: ChangeRow['now']) => shown(row.field, value) || words.empty;
  const texts = (row: ChangeRow) => ({ before: text(row, row.before), now: text(row, row.now), after: text(row, row.after) });
  const named = ({ name, field }: ChangeRow) => ({ name, label: field.label });
  const columns: Column<ChangeRow>[] = [
    ...(ofOne
      ? []
      : [
          {
            id: 'name',
            head: words.member,
            cell: (row: ChangeRow) => <b>{row.name}</b>,
            note: (row: ChangeRow) => row.memberNumber,
            to: (row: ChangeRow) => ({ to: '/$org/admin/members/$memberId', params: { org, memberId: row.memberId } }),
            at: 'title' as const,
          },
        ]),
    { id: 'field', head: words.field, cell: (row) => row.field.label, at: ofOne ? 'title' : 'sub' },
    {
      id: 'change',
      head: words.change,
      cell: (row) => <Diff was={text(row, row.now)} now={text(row, row.after)} />,
      note: (row) => (row.standing === 'open' ? null : row.standing === 'impossible' ? words.impossible : fill(words.since, texts(row))),
      at: 'sub',
    },
    { id: 'asked', head: words.askedAt, cell: (row) => formatMoment(row.askedAt), at: 'end' },
  ];
  const acts: Column<ChangeRow> = {
    id: 'acts',
    head: <span className="sr-only">{words.decide}</span>,
    cell: (row) => (
      <span className="row">
        {row.standing === 'impossible' ? null : (
          <Button size="sm" kind="primary" label={fill(words.acceptOf, named(row))} onPress={() => void settle([row], true, '')}>
            {words.accept}
          </Button>
        )}
        <Button size="sm" label={fill(words.refuseOf, named(row))} onPress={() => setRefusing([row])}>
          {words.refuse}
        </Button>
      </span>
    ),
    at: 'state',
  };
  const mayDecide = may('members.write');
  const selection = {
    selected,
    onChange: setSelected,
    nameOf: ({ name, field }: ChangeRow) => `${name} ${field.label}`,
    bulk: (ids: readonly string[]) => (
      <>
        <Button size="sm" kind="primary" onPress={() => void settle(picked(ids), true, '')}>
          {words.acceptMany}
        </Button>
        <Button size="sm" onPress={() => setRefusing(picked(ids))}>
          {words.refuseMany}
        </Button>
      </>
    ),
  };
  return (
    <>
      <DataTable
        label={label}
        columns={mayDecide ? [...columns, acts] : columns}
        rows={rows}
        rowId={({ changeRequestId }) => changeRequestId}
        query={query}
        selection={mayDecide && (rows?.length ?? 0) > 1 ? selection : undefined}
        empty={<Empty title={words.none} text={words.noneText} />}
      />
      {refusing ? (
        <RefuseChanges
          title={
            refusing.length === 1 ? fill(words.refuseOf, named(refusing[0]!)) : fill(words.refuseManyTitle, { count: refusing.length })
          }
          onRefuse={(reason) => settle(refusing, false, reason)}
          onClose={() => setRefusing(null)}
        />
      ) : null}
    </>
  );
}

/** Decides, and says what became of it: also of those that somebody else was faster with. */
function useDecision() {
  const words = useWords(changeTexts);
  const errorText = useErrorText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { mutateAsync } = useMutation(trpc.changeRequests.decide.mutationOptions());
  return async (rows: readonly ChangeRow[], accept: boolean, reason: string): Promise<void> => {
    try {
      const changes = rows.map(({ changeRequestId, now }) => ({ changeRequestId, now }));
      const { decided, missed } = await mutateAsync({ changes, accept, reason });
      const [first] = rows;
      const done = accept ? words.acceptedMany : words.refusedMany;
      if (decided === 1 && rows.length === 1 && first)
        toast({ text: fill(accept ? words.accepted : words.refused, { name: first.name, label: first.field.label }) });
      else if (decided > 0) toast({ text: fill(done, { count: decided }) });
      for (const { why, name, label, by } of missed) toast({ text: fill(words.missed[why], { name, label, by }) });
    } catch (error) {
      toast({ text: errorText(error) });
    }
    await Promise.all([
      queries.invalidateQueries(trpc.changeRequests.pathFilter()),
      queries.invalidateQueries(trpc.members.pathFilter()),
      queries.invalidateQueries(trpc.reports.pathFilter()),
    ]);
  };
}
