import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { TypeJobId } from '@tsudoi/shared/kernel/ids';
import { QueryState } from '../../components/QueryState.tsx';
import { useLive } from '../../lib/live.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { TypeJobView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { JobDialog, JobProgress } from './JobDialog.tsx';
import { LeftOut } from './LeftOut.tsx';
import { typeJobTexts } from './type-job-texts.ts';

/** One change of the types of many, what it is called as it stands, and the way back. */
export function useTypeJob(typeJobId: TypeJobId) {
  const words = useWords(typeJobTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const query = useQuery(trpc.members.typeJob.queryOptions({ typeJobId }));
  const undo = useMutation(trpc.members.undoTypeJob.mutationOptions());
  const { state = 'running', changed: count = 0, membershipTypeName: type = '' } = query.data ?? {};
  const titles = {
    running: words.running,
    undoing: words.undoing,
    undone: fill(words.undoneTitle, { count }),
    done: count === 0 ? words.doneNone : fill(words.doneTitle, { count, type }),
  };
  const takeBack = async () => {
    queries.setQueryData(trpc.members.typeJob.queryKey({ typeJobId }), await undo.mutateAsync({ typeJobId }));
    await queries.invalidateQueries(trpc.members.pathFilter());
  };
  return { query, title: titles[state], undo, takeBack };
}

/** How far such a change is, and who stays as they were. */
export function TypeJobResult({ job, title }: { readonly job: TypeJobView; readonly title: string }) {
  const words = useWords(typeJobTexts);
  const { state, refused } = job;
  const isBack = state === 'undone' || state === 'undoing';
  return (
    <>
      <JobProgress job={job} title={title} />
      <LeftOut
        title={isBack ? words.kept : fill(words.leftOut, { count: refused.length })}
        refused={refused}
        why={({ code }) => words.refusals[code]}
      />
    </>
  );
}

export function TypeJob({ jobId, onClose }: { readonly jobId: TypeJobId; readonly onClose: () => void }) {
  useLive(['members']);
  const { query, title, undo, takeBack } = useTypeJob(jobId);
  return (
    <JobDialog jobId={jobId} title={title} job={query.data} undo={undo} takeBack={takeBack} onClose={onClose}>
      <QueryState query={query}>{(data) => <TypeJobResult job={data} title={title} />}</QueryState>
    </JobDialog>
  );
}
