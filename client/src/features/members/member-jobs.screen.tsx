import { useQuery } from '@tanstack/react-query';
import type { MemberJobRow } from '@tsudoi/shared/contracts/members/member-job.contract';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { Empty } from '../../components/Empty.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { formatMoment } from '../../lib/dates.ts';
import { useLive } from '../../lib/live.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { jobTexts } from './job-texts.ts';
import { useJobName } from './job-name.view.ts';

/** What was changed for many members at once of late: each has a page with what became of it, and the way back. */
export function MemberJobsScreen() {
  const org = useOrg();
  const words = useWords(jobTexts);
  const { crumb } = useWords(adminMemberTexts).detail;
  const nameOf = useJobName();
  const trpc = useTRPC();
  const jobs = useQuery(trpc.members.jobs.queryOptions());
  useLive(['members']);
  const columns: Column<MemberJobRow>[] = [
    {
      id: 'what',
      head: words.what,
      cell: nameOf,
      to: (row) => ({ to: '/$org/admin/members/jobs/$jobId', params: { org, jobId: row.jobId } }),
      at: 'title',
    },
    { id: 'state', head: words.state, cell: (row) => words.states[row.state], at: 'state' },
    { id: 'count', head: words.count, cell: (row) => fill(words.people, { count: row.changed }), align: 'end', at: 'end' },
    { id: 'when', head: words.when, cell: (row) => formatMoment(row.startedAt), at: 'sub' },
    { id: 'who', head: words.who, cell: (row) => row.startedBy, at: 'drop' },
  ];
  return (
    <>
      <PageHead title={words.title} sub={words.sub} crumb={[{ label: crumb, to: '/$org/admin/members', params: { org } }]} />
      <PageBody>
        <DataTable
          label={words.table}
          columns={columns}
          rows={jobs.data}
          rowId={(row) => row.jobId}
          query={jobs}
          empty={
            <Empty
              title={words.emptyTitle}
              text={words.emptyText}
              action={
                <LinkButton to="/$org/admin/members" params={{ org }}>
                  {words.toRoll}
                </LinkButton>
              }
            />
          }
        />
      </PageBody>
    </>
  );
}
