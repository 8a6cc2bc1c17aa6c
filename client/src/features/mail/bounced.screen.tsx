import { useQuery } from '@tanstack/react-query';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { Empty } from '../../components/Empty.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { Panel } from '../../components/Panel.tsx';
import { formatMomentShort } from '../../lib/dates.ts';
import { useMay } from '../../lib/may.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { BouncedMemberView, UndeliveredMailView } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { bouncedTexts } from './bounced-texts.ts';
import { TrustAddress } from './TrustAddress.tsx';

/** Members whose address takes no mail: to be asked for another one (MAI-05). */
export function BouncedScreen() {
  const org = useOrg();
  const words = useWords(bouncedTexts);
  const trpc = useTRPC();
  const bounced = useQuery({ ...trpc.mail.bounced.queryOptions(), staleTime: 0 });
  const undelivered = useQuery({ ...trpc.mail.undelivered.queryOptions(), staleTime: 0 });
  const may = useMay();
  const mayWrite = may('members.write');
  const act = (row: BouncedMemberView) =>
    mayWrite ? <TrustAddress memberId={row.memberId} name={row.memberName} address={row.address} /> : null;
  const columns: Column<BouncedMemberView>[] = [
    {
      id: 'member',
      head: words.member,
      cell: (row) => row.memberName,
      note: (row) => row.memberNumber,
      to: (row) => ({ to: '/$org/admin/members/$memberId', params: { org, memberId: row.memberId } }),
      at: 'title',
    },
    { id: 'address', head: words.address, cell: (row) => row.address, at: 'sub' },
    { id: 'at', head: words.at, cell: (row) => <span className="num nowrap">{formatMomentShort(row.at)}</span>, at: 'end' },
    { id: 'actions', head: <span className="sr-only">{words.actions}</span>, cell: act, align: 'end', at: 'state' },
  ];
  const ofMails: Column<UndeliveredMailView>[] = [
    { id: 'subject', head: words.subject, cell: (row) => row.subject, at: 'title' },
    { id: 'to', head: words.address, cell: (row) => row.to, at: 'sub' },
    { id: 'at', head: words.givenUpAt, cell: (row) => <span className="num nowrap">{formatMomentShort(row.at)}</span>, at: 'end' },
  ];
  return (
    <>
      <PageHead
        title={words.title}
        sub={words.sub}
        actions={
          <LinkButton to="/$org/admin/reminders" params={{ org }} search={{ view: 'letters' }}>
            {words.letters}
          </LinkButton>
        }
      />
      <PageBody>
        <DataTable
          label={words.table}
          columns={columns}
          rows={bounced.data?.rows}
          rowId={(row) => `${row.memberId} ${row.address}`}
          query={bounced}
          empty={<Empty title={words.emptyTitle} text={words.emptyText} />}
        />
        {undelivered.data && undelivered.data.rows.length > 0 ? (
          <>
            <p className="muted">{words.undeliveredSub}</p>
            <Panel title={words.undelivered} flush>
              <DataTable label={words.undeliveredTable} columns={ofMails} rows={undelivered.data.rows} rowId={(row) => row.mailId} />
            </Panel>
          </>
        ) : null}
      </PageBody>
    </>
  );
}
