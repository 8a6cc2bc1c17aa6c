import { useQuery } from '@tanstack/react-query';
import { renewalWays } from '@tsudoi/shared/contracts/renewals/renewal.contract';
import { addMonths, firstDayOfMonth, jstDate, monthOf } from '@tsudoi/shared/kernel/jst';
import { Button } from '../../components/Button.tsx';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { Empty } from '../../components/Empty.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { Select } from '../../components/Select.tsx';
import { Tag } from '../../components/Tag.tsx';
import { saveCsv } from '../../lib/csv.ts';
import { formatDateLong, formatMonth, today } from '../../lib/dates.ts';
import { useListState } from '../../lib/list-state.ts';
import { useLive } from '../../lib/live.ts';
import { useMay } from '../../lib/may.ts';
import { figure } from '../../lib/money.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { RenewalRow } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { renewalTexts } from './renewal-texts.ts';

const isMonth = (text: string) => /^\d{4}-(0[1-9]|1[0-2])$/.test(text);

/** 更新: whose term ends in a month, who is renewed by itself, and whose card failed. */
export function RenewalsScreen() {
  const org = useOrg();
  const texts = useWords(renewalTexts);
  const words = texts.list;
  const trpc = useTRPC();
  const [state, setState] = useListState({ month: '', way: '' });
  const present = monthOf(jstDate(today()));
  const month = (isMonth(state.month) ? state.month : present) as typeof present;
  const way = renewalWays.find((one) => one === state.way) ?? null;
  const list = useQuery(trpc.renewals.list.queryOptions({ month, way }));
  useLive(['members', 'bills', 'payments']);
  const turn = (months: number) => setState({ month: monthOf(addMonths(firstDayOfMonth(month), months)) });
  const columns: Column<RenewalRow>[] = [
    {
      id: 'member',
      head: words.member,
      cell: (row) => row.name,
      note: (row) => row.memberNumber,
      to: (row) => ({ to: '/$org/admin/members/$memberId', params: { org, memberId: row.memberId } }),
      at: 'title',
    },
    { id: 'type', head: words.type, cell: (row) => row.membershipTypeName, at: 'sub' },
    { id: 'through', head: words.through, cell: (row) => <span className="num nowrap">{formatDateLong(row.through)}</span>, at: 'end' },
    { id: 'state', head: words.state, cell: (row) => texts.states[row.state], at: 'drop' },
    { id: 'way', head: words.way, cell: (row) => <Tag>{words.ways[row.way]}</Tag>, at: 'state' },
  ];
  const may = useMay();
  const rows = list.data?.rows ?? [];
  const save = () =>
    saveCsv(fill(words.csvName, { month }), [
      [words.number, words.member, words.type, words.through, words.state, words.way],
      ...rows.map((row) => [row.memberNumber, row.name, row.membershipTypeName, row.through, texts.states[row.state], words.ways[row.way]]),
    ]);
  return (
    <>
      <PageHead
        title={words.title}
        actions={rows.length > 0 && may('members.export') ? <Button onPress={save}>{words.csv}</Button> : undefined}
      />
      <PageBody>
        <p className="muted">{words.about}</p>
        <div className="row wraps">
          <Button size="sm" onPress={() => turn(-1)}>
            {words.previous}
          </Button>
          <b className="num">{formatMonth(month)}</b>
          <Button size="sm" onPress={() => turn(1)}>
            {words.next}
          </Button>
          <Select
            label={words.way}
            value={way ?? ''}
            options={[{ value: '', label: words.all }, ...renewalWays.map((value) => ({ value, label: words.ways[value] }))]}
            onChange={(value) => setState({ way: value })}
          />
        </div>
        {list.data && list.data.left > 0 ? <p className="muted">{fill(words.left, { count: figure(list.data.left) })}</p> : null}
        <DataTable
          label={words.table}
          columns={columns}
          rows={list.data?.rows}
          rowId={(row) => row.memberId}
          query={list}
          empty={<Empty title={words.emptyTitle} text={words.emptyText} />}
        />
      </PageBody>
    </>
  );
}
