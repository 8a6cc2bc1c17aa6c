import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from '../../components/Button.tsx';
import { Dialog, DialogActions } from '../../components/Dialog.tsx';
import { TextLink } from '../../components/Link.tsx';
import { Note } from '../../components/Note.tsx';
import { Progress } from '../../components/Progress.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { useErrorText } from '../../lib/errors.ts';
import { useLive } from '../../lib/live.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { StatusJobView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { LeftOut } from './LeftOut.tsx';
import { statusTexts } from './status-texts.ts';

/** One change of the statuses of many, what it is called as it stands, and the way back. */
export function useStatusJob(jobId: string) {
  const words = useWords(statusTexts);
  const statuses = useWords(adminMemberTexts).detail.statuses;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const query = useQuery(trpc.members.statusJob.queryOptions({ statusJobId: jobId as never }));
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
    queries.setQueryData(
      trpc.members.statusJob.queryKey({ statusJobId: jobId as never }),
      await undo.mutateAsync({ statusJobId: jobId as never }),
    );
    await queries.invalidateQueries(trpc.members.pathFilter());
  };
  return { query, title, undo, takeBack };
}

/** How far such a change is, and who stays as they were. */
export function StatusJobResult({ job, title }: { readonly job: StatusJobView; readonly title: string }) {
  const words = useWords(statusTexts);
  const { state, done, total, refused } = job;
  const isRunning = state === 'running' || state === 'undoing';
  return (
    <>
      {isRunning ? (
        <>
          <Progress done={done} total={total} label={title} striped />
          <p className="muted">{words.runningNote}</p>
        </>
      ) : null}
      <LeftOut
        title={state === 'undone' || state === 'undoing' ? words.kept : fill(words.leftOut, { count: refused.length })}
        refused={refused}
      />
    </>
  );
}

/** A change of many under way and done: how far, what became of each, and the way back. */
export function StatusJob({ jobId, onClose }: { readonly jobId: string; readonly onClose: () => void }) {
  const org = useOrg();
  const words = useWords(statusTexts);
  const text = useErrorText();
  useLive(['members']);
  const { query, title, undo, takeBack } = useStatusJob(jobId);
  const mayUndo = query.data?.state === 'done' && query.data.changed > 0;
  return (
    <Dialog isOpen onClose={onClose} title={title}>
      <QueryState query={query}>
        {(data) => (
          <>
            <StatusJobResult job={data} title={title} />
            {mayUndo ? <p className="muted">{words.undoNote}</p> : null}
            <p>
              <TextLink to="/$org/admin/members/jobs/$jobId" params={{ org, jobId }}>
                {words.toJob}
              </TextLink>
            </p>
          </>
        )}
      </QueryState>
      {undo.error ? <Note kind="danger">{text(undo.error)}</Note> : null}
      <DialogActions>
        {mayUndo ? (
          <Button size="lg" isPending={undo.isPending} onPress={() => void takeBack().catch(() => undefined)}>
            {words.undo}
          </Button>
        ) : null}
        <Button size="lg" kind="primary" onPress={onClose}>
          {words.close}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
