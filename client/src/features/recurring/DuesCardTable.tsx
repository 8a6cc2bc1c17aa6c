import { useInfiniteQuery } from '@tanstack/react-query';
import { duesCardColumns, duesCardShows } from '@tsudoi/shared/contracts/recurring/dues-card.contract';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { Empty } from '../../components/Empty.tsx';
import { ListFileButton } from '../../components/ListFileButton.tsx';
import { NextPage } from '../../components/NextPage.tsx';
import { Note } from '../../components/Note.tsx';
import { Select } from '../../components/Select.tsx';
import { Status, type StatusKind } from '../../components/Status.tsx';
import { formatDateShort, today } from '../../lib/dates.ts';
import { useLive } from '../../lib/live.ts';
import { useMay } from '../../lib/may.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { DuesCardRow } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { duesCardListTexts } from './dues-card-texts.ts';

const kinds: Readonly<Record<DuesCardRow['card'], StatusKind>> = { waiting: 'waiting', saved: 'active', unknown: 'draft' };

interface Props {
  readonly show: string;
  readonly onShow: (show: string) => void;
}

/** Who chose a card for their dues and has not entered it yet, or everybody who chose one. */
export function DuesCardTable({ show, onShow }: Props) {
  const org = useOrg();
  const words = useWords(duesCardListTexts);
  const trpc = useTRPC();
  const mayReach = useMay()('members.read');
  const chosen = duesCardShows.find((one) => one === show) ?? 'waiting';
  const people = useInfiniteQuery(
    trpc.recurring.duesCards.infiniteQueryOptions({ show: chosen }, { getNextPageParam: (page) => page.next, staleTime: 0 }),
  );
  useLive(['members']);
  const rows = people.data?.pages.flatMap((page) => page.rows);
  const columns: Column<DuesCardRow>[] = [
    {
      id: 'member',
      head: words.member,
      cell: (row) => row.name,
      note: (row) => row.memberNumber,
      to: (row) => ({ to: '/$org/admin/members/$memberId', params: { org, memberId: row.memberId } }),
      at: 'title',
    },
    { id: 'chosen', head: words.chosenOn, cell: (row) => <span className="num nowrap">{formatDateShort(row.chosenOn)}</span>, at: 'end' },
    {
      id: 'card',
      head: words.card,
      cell: (row) => <Status kind={kinds[row.card]} label={words.cards[row.card]} />,
      note: (row) => (row.byMail ? null : words.noMail),
      at: 'state',
    },
  ];
  return (
    <>
      <p className="muted">{words.about}</p>
      {rows?.some(({ card }) => card === 'unknown') ? <Note kind="warn">{words.away}</Note> : null}
      <DataTable
        label={words.table}
        columns={columns}
        rows={rows}
        rowId={(row) => row.memberId}
        query={people}
        tools={
          <>
            <Select
              label={words.filter}
              value={chosen}
              onChange={onShow}
              options={duesCardShows.map((one) => ({ value: one, label: words.shows[one] }))}
            />
            {mayReach ? (
              <ListFileButton
                title={words.file.title}
                wish={{ list: 'dues_cards', show: chosen }}
                columns={duesCardColumns}
                usual={duesCardColumns}
                words={{ ...words.file, fileName: fill(words.file.fileName, { day: today() }) }}
              />
            ) : null}
          </>
        }
        empty={
          people.hasNextPage ? (
            <Empty title={words.onwards} />
          ) : chosen === 'waiting' ? (
            <Empty title={words.waitingTitle} text={words.waitingText} />
          ) : (
            <Empty title={words.noneTitle} text={words.noneText} />
          )
        }
      />
      <NextPage pages={people} label={words.more} />
    </>
  );
}
