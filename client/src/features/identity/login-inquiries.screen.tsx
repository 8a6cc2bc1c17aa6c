import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { Empty } from '../../components/Empty.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { formatMoment } from '../../lib/dates.ts';
import { useListState } from '../../lib/list-state.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { LoginInquiryRow } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { InquiryDialog } from './InquiryDialog.tsx';
import { inquiryTexts } from './inquiry-texts.ts';
import { LoginTabs } from './LoginTabs.tsx';

/** Those who forgot their log-in ID, to be compared with the roll one by one. */
export function LoginInquiriesScreen() {
  const texts = useWords(inquiryTexts);
  const words = texts.list;
  const trpc = useTRPC();
  const [state] = useListState({ view: 'open' });
  const view = state.view === 'done' ? 'done' : 'open';
  const [looked, setLooked] = useState<LoginInquiryRow['inquiryId'] | null>(null);
  const inquiries = useQuery(trpc.identity.loginInquiries.queryOptions({ view }));
  const columns: Column<LoginInquiryRow>[] = [
    { id: 'name', head: words.name, cell: (row) => <b>{`${row.familyName} ${row.givenName}`}</b>, at: 'title' },
    { id: 'email', head: words.email, cell: (row) => row.email, at: 'sub' },
    { id: 'at', head: words.at, cell: (row) => formatMoment(row.createdAt), at: 'drop' },
    view === 'open'
      ? {
          id: 'acts',
          head: <span className="sr-only">{words.look}</span>,
          cell: (row) => (
            <Button
              size="sm"
              label={fill(words.lookAt, { name: `${row.familyName} ${row.givenName}` })}
              onPress={() => setLooked(row.inquiryId)}
            >
              {words.look}
            </Button>
          ),
          align: 'end',
          at: 'state',
        }
      : { id: 'state', head: words.state, cell: (row) => `${words.states[row.state]}（${row.decidedBy}）`, at: 'end' },
  ];
  return (
    <>
      <PageHead title={texts.tabs.title} sub={words.sub} />
      <PageBody>
        <LoginTabs current={view} />
        <DataTable
          label={words.table}
          columns={columns}
          rows={inquiries.data}
          rowId={(row) => row.inquiryId}
          query={inquiries}
          empty={<Empty title={words.emptyTitle} text={words.emptyText} />}
        />
      </PageBody>
      {looked ? <InquiryDialog inquiryId={looked} onClose={() => setLooked(null)} /> : null}
    </>
  );
}
