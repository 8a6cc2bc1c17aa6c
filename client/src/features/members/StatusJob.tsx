import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from '../../components/Button.tsx';
import { Dialog, DialogActions } from '../../components/Dialog.tsx';
import { Note } from '../../components/Note.tsx';
import { Progress } from '../../components/Progress.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { useErrorText } from '../../lib/errors.ts';
import { useLive } from '../../lib/live.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { LeftOut } from './LeftOut.tsx';
import { statusTexts } from './status-texts.ts';

/** A change of many under way and done: how far, what became of each, and the way back. */
export function StatusJob({ jobId, onClose }: { readonly jobId: string; readonly onClose: () => void }) {
  const words = useWords(statusTexts);
  const statuses = useWords(adminMemberTexts).detail.statuses;
  const text = useErrorText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  useLive(['members']);
  const job = useQuery(trpc.members.statusJob.queryOptions({ statusJobId: jobId as never }));
  const undo = useMutation(trpc.members.undoStatusJob.mutationOptions());
  const { state, changed = 0, status = 'active' } = job.data ?? {};
  const isRunning = state === 'running' || state === 'undoing';
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
  return (
    <Dialog isOpen onClose={onClose} title={title}>
      <QueryState query={job}>
        {(data) => (
          <>
            {isRunning ? (
              <>
                <Progress done={data.done} total={data.total} label={title} striped />
                <p className="muted">{words.runningNote}</p>
              </>
            ) : null}
            <LeftOut
              title={data.state === 'undone' || data.state === 'undoing' ? words.kept : fill(words.leftOut, { count: data.refused.length })}
              refused={data.refused}
            />
            {data.state === 'done' && data.changed > 0 ? <p className="muted">{words.undoNote}</p> : null}
          </>
        )}
      </QueryState>
      {undo.error ? <Note kind="danger">{text(undo.error)}</Note> : null}
      <DialogActions>
        {state === 'done' && changed > 0 ? (
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
