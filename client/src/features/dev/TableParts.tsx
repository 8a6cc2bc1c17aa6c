import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { type Column, DataTable, type DataTableProps } from '../../components/DataTable.tsx';
import { Empty } from '../../components/Empty.tsx';
import { NextPage } from '../../components/NextPage.tsx';
import { PageNav } from '../../components/PageNav.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { Status } from '../../components/Status.tsx';
import { Yen } from '../../components/Yen.tsx';
import { useKit } from '../../lib/i18n/kit.ts';
import { useWords } from '../../lib/words.ts';
import { PartSection, Sample } from './Sample.tsx';
import { tableTexts } from './table-texts.ts';
import { devTexts } from './texts.ts';
import { noAnswer } from './typed.rules.ts';

interface Person {
  readonly number: string;
  readonly name: string;
  readonly owed: number;
  readonly status: 'unpaid' | 'partly_paid' | 'late' | 'paid';
}
const owing = [
  [12_000, 'unpaid'],
  [4000, 'partly_paid'],
  [24_000, 'late'],
] as const;
const failed = { isError: true, error: noAnswer, isFetching: false, refetch: () => Promise.resolve() };
const next = {
  hasNextPage: true,
  isFetchingNextPage: false,
  isFetchNextPageError: false,
  error: noAnswer,
  fetchNextPage: () => undefined,
};
const sizes = [20, 50, 100];

/** The one table in all its states. */
export function TableParts() {
  const { sections, states } = useWords(devTexts);
  const words = useWords(tableTexts);
  const people = usePeople();
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set([people[1]!.number, people[2]!.number]));
  const [descending, setDescending] = useState(true);
  const [typed, setTyped] = useState('');
  const [size, setSize] = useState(50);
  const table = useTable();
  const rows = people.filter(({ name }) => name.includes(typed)).toSorted((a, b) => (descending ? b.owed - a.owed : a.owed - b.owed));
  const none = () => undefined;
  return (
    <PartSection id="tables" {...sections.tables}>
      <Sample of="DataTable · SearchField" state={words.sorted} wide bare>
        <DataTable
          {...table(words.sorted)}
          rows={rows}
          sort={{ id: 'owed', descending, onChange: (_, down) => setDescending(down) }}
          tools={<SearchField label={words.search} value={typed} onChange={setTyped} />}
          empty={<Empty title={words.noMatch} />}
        />
      </Sample>
      <Sample of="DataTable" state={words.picked} wide bare>
        <DataTable
          {...table(words.picked)}
          rows={people}
          selection={{
            selected: picked,
            onChange: setPicked,
            nameOf: ({ name }) => name,
            bulk: () => (
              <>
                <Button size="sm">{words.remind}</Button>
                <Button size="sm">{words.tag}</Button>
              </>
            ),
          }}
        />
      </Sample>
      <Sample of="DataTable" state={words.open} wide bare>
        <DataTable {...table(words.open)} rows={people} openId={people[1]!.number} />
      </Sample>
      <Sample of="DataTable" state={states.loading} wide bare>
        <DataTable {...table(states.loading)} rows={undefined} selection={{ selected: new Set<string>(), onChange: none, bulk: none }} />
      </Sample>
      <Sample of="DataTable" state={states.failed} wide bare>
        <DataTable {...table(states.failed)} rows={undefined} query={failed} />
      </Sample>
      <Sample of="DataTable" state={states.empty} wide bare>
        <DataTable {...table(states.empty)} rows={[]} empty={<Empty title={words.nobody} text={words.nobodyText} />} />
      </Sample>
      <Sample of="PageNav" state={words.pages} wide>
        <PageNav
          total={1163}
          shown={[51, 100]}
          isCapped
          onPrevious={none}
          onNext={none}
          size={{ value: size, options: sizes, onChange: setSize }}
        />
      </Sample>
      <Sample of="NextPage" state={words.goesOn}>
        <NextPage pages={next} label={words.nextPage} />
      </Sample>
      <Sample of="NextPage" state={states.loading}>
        <NextPage pages={{ ...next, isFetchingNextPage: true }} label={words.nextPage} />
      </Sample>
      <Sample of="NextPage" state={states.failed}>
        <NextPage pages={{ ...next, isFetchNextPageError: true }} label={words.nextPage} />
      </Sample>
    </PartSection>
  );
}

function usePeople(): readonly [Person, ...Person[]] {
  const words = useWords(tableTexts);
  const of = (place: number): Person => {
    const [owed, status] = owing[place]!;
    return { number: `2026-065${place}`, name: words.people[place]!, owed, status };
  };
  return [of(0), of(1), of(2)];
}

/** What all of them have in common; each is called by its state. */
function useTable(): (state: string) => Pick<DataTableProps<Person>, 'label' | 'columns' | 'rowId'> {
  const words = useWords(tableTexts);
  const kit = useKit();
  const columns: readonly Column<Person>[] = [
    { id: 'name', head: words.name, cell: ({ name }) => name, to: () => ({ to: '/login' }), note: ({ number }) => number, at: 'title' },
    { id: 'status', head: words.status, cell: ({ status }) => <Status kind={status} label={kit.status[status]} />, at: 'sub' },
    { id: 'owed', head: words.owed, cell: ({ owed }) => <Yen value={owed} />, align: 'end', sortable: true, at: 'end' },
  ];
  return (state) => ({ label: `${words.label} ${state}`, columns, rowId: ({ number }) => number });
}
