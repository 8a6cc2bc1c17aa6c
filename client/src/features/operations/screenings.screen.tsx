import { useInfiniteQuery } from '@tanstack/react-query';
import { type ScreeningState, screeningStates } from '@tsudoi/shared/contracts/payments/screening.contract';
import { useState } from 'react';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { Empty } from '../../components/Empty.tsx';
import { NextPage } from '../../components/NextPage.tsx';
import { Select } from '../../components/Select.tsx';
import { Tag } from '../../components/Tag.tsx';
import { formatMoment } from '../../lib/dates.ts';
import { screeningWords } from '../../lib/i18n/screening-words.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { ScreeningRow } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { OperatorFrame } from './OperatorFrame.tsx';
import { deskTexts } from './desk-texts.ts';

/** Applications of all organisations, the newest first. */
export function ScreeningsScreen() {
  const words = useWords(deskTexts);
  return (
    <OperatorFrame title={words.list}>
      <List />
    </OperatorFrame>
  );
}

function List() {
  const words = useWords(deskTexts);
  const names = useWords(screeningWords);
  const trpc = useTRPC();
  const [state, setState] = useState<ScreeningState | null>(null);
  const pages = useInfiniteQuery(
    trpc.operations.screenings.infiniteQueryOptions({ state }, { getNextPageParam: (page) => page.next ?? undefined, initialCursor: null }),
  );
  const columns: Column<ScreeningRow>[] = [
    {
      id: 'organization',
      head: words.organization,
      cell: (row) => <b>{row.orgName}</b>,
      to: (row) => ({ to: '/ops/screenings/$screeningId', params: { screeningId: row.screeningId } }),
      at: 'title',
    },
    {
      id: 'methods',
      head: words.methods,
      cell: (row) => (
        <span className="ops-tags">
          {row.methods.map(({ method, state: at }) => (
            <Tag key={method}>
              {names.methods[method]} {names.states[at]}
            </Tag>
          ))}
        </span>
      ),
      at: 'sub',
    },
    { id: 'sentAt', head: words.sentAt, cell: (row) => formatMoment(row.submittedAt), at: 'end' },
  ];
  return (
    <>
      <DataTable
        label={words.list}
        columns={columns}
        rows={pages.data?.pages.flatMap(({ rows }) => rows)}
        rowId={(row) => row.screeningId}
        query={pages}
        tools={
          <Select
            label={words.state}
            value={state ?? ''}
            options={[
              { value: '', label: words.all },
              ...screeningStates.filter((value) => value !== 'draft').map((value) => ({ value, label: names.states[value] })),
            ]}
            onChange={(value) => setState(value === '' ? null : (value as ScreeningState))}
          />
        }
        empty={<Empty title={words.empty} />}
      />
      <NextPage pages={pages} label={words.more} />
    </>
  );
}
