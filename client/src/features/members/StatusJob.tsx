import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { StatusJobId } from '@tsudoi/shared/kernel/ids';
import { QueryState } from '../../components/QueryState.tsx';
import { useLive } from '../../lib/live.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { StatusJobView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { JobDialog, JobProgress } from './JobDialog.tsx';
import { LeftOut } from './LeftOut.tsx';
import { statusTexts } from './status-texts.ts';
import { useStatusWhy } from './status-why.view.ts';

/** One change of the statuses of many, what it is called as it stands, and the way back. */
export function useStatusJob(statusJobId: StatusJobId) {
  const words = useWords(statusTexts);
  const statuses = useWords(adminMemberTexts).detail.statuses;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const query = useQuery(trpc.members.statusJob.queryOptions({ statusJobId }));
  const undo = useMutation(trpc.members.undoStatusJob.mutationOptions());
  const { state, changed = 0, status = 'active' } = query.data ?? {};
  const title =
    state === undefined || state === 'running'
      ? words.running
      : state === 'undoing'
        ? words.undoing
        : state === 'undone'
          ? fill(words.undoneTitle, { count: changed })
          : changed === 0
            ? words.doneNone
            : fill(words.doneTitle, { count: changed, status: statuses[status] });
  const takeBack = async () => {
    queries.setQueryData(trpc.members.statusJob.queryKey({ statusJobId }), await undo.mutateAsync({ statusJobId }));
    await queries.invalidateQueries(trpc.members.pathFilter());
  };
  return { query, title, undo, takeBack };
}

/** How far such a change is, and who stays as they were. */
export function StatusJobResult({ job, title }: { readonly job: StatusJobView; readonly title: string }) {
  const words = useWords(statusTexts);
  const why = useStatusWhy();
  const { state, refused } = job;
  const isBack = state === 'undone' || state === 'undoing';
  return (
    <>
      <JobProgress job={job} title={title} />
      <LeftOut title={isBack ? words.kept : fill(words.leftOut, { count: refused.length })} refused={refused} why={why} />
    </>
  );
}

/** A change of many under way and done: how far, what became of each, and the way back. */
export function StatusJob({ jobId, onClose }: { readonly jobId: StatusJobId; readonly onClose: () => void }) {
  useLive(['members']);
  const { query, title, undo, takeBack } = useStatusJob(jobId);
  return (
    <JobDialog jobId={jobId} title={title} job={query.data} undo={undo} takeBack={takeBack} onClose={onClose}>
      <QueryState query={query}>{(data) => <StatusJobResult job={data} title={title} />}</QueryState>
    </JobDialog>
  );
}
