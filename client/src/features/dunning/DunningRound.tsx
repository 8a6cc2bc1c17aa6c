import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { DunningJobId } from '@tsudoi/shared/kernel/ids';
import { useEffect } from 'react';
import { Button } from '../../components/Button.tsx';
import { Note } from '../../components/Note.tsx';
import { Panel } from '../../components/Panel.tsx';
import { Progress } from '../../components/Progress.tsx';
import { useErrorText } from '../../lib/errors.ts';
import { useMay } from '../../lib/may.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { DunningJobView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { dunningTexts } from './dunning-texts.ts';

/** A round that somebody sent: it can be stopped before it begins, is watched while it goes, and says what became of each. */
export function DunningRound({ jobId }: { jobId: DunningJobId }) {
  const words = useWords(dunningTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const errorText = useErrorText();
  const may = useMay();
  const job = useQuery({
    ...trpc.dunning.job.queryOptions({ dunningJobId: jobId }),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? 700 : false),
  });
  const stop = useMutation(
    trpc.dunning.stop.mutationOptions({
      onSuccess: (stopped) => queries.setQueryData(trpc.dunning.job.queryKey({ dunningJobId: jobId }), stopped),
    }),
  );
  const state = job.data?.state;
  useEffect(() => {
    if (state !== undefined && state !== 'running') void queries.invalidateQueries(trpc.dunning.plan.pathFilter());
  }, [state, queries, trpc]);
  if (!job.data) return null;
  if (job.data.state !== 'running') return <Over job={job.data} />;
  const hasBegun = job.data.done > 0;
  return (
    <Note
      live
      action={
        may('billing.write') ? (
          <Button size="sm" isPending={stop.isPending} onPress={() => stop.mutate({ dunningJobId: job.data.dunningJobId })}>
            {words.stop}
          </Button>
        ) : null
      }
    >
      {hasBegun ? (
        <>
          <p>
            {words.sending} <span className="num">{fill(words.progress, { done: job.data.done, total: job.data.total })}</span>
          </p>
          <Progress done={job.data.done} total={job.data.total} label={words.sending} />
        </>
      ) : (
        <p>{fill(words.waiting, { count: job.data.total })}</p>
      )}
      {stop.isError ? <p>{errorText(stop.error)}</p> : null}
    </Note>
  );
}

function Over({ job }: { job: DunningJobView }) {
  const words = useWords(dunningTexts);
  const text =
    job.state === 'done'
      ? fill(words.finished, { mailed: job.mailed, letters: job.letters, skipped: job.skipped })
      : job.done === 0
        ? words.stoppedAll
        : fill(words.stopped, { done: job.done });
  return (
    <>
      <Note kind={job.state === 'done' ? 'ok' : 'warn'} live>
        {text}
      </Note>
      {job.results.length === 0 ? null : (
        <Panel title={words.results}>
          <ul className="dunning-results">
            {job.results.map(({ memberId, memberName, outcome }) => (
              <li key={memberId}>
                <b>{memberName}</b>
                <span>{words.outcome[outcome]}</span>
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </>
  );
}
