import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from '../../components/Button.tsx';
import { Note } from '../../components/Note.tsx';
import { Progress } from '../../components/Progress.tsx';
import { useErrorText } from '../../lib/errors.ts';
import { useMay } from '../../lib/may.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { DunningPlanView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { dunningTexts } from './dunning-texts.ts';

/** What goes by itself today, and the way to stop it before it does. */
export function TodaysRound({ plan }: { plan: DunningPlanView }) {
  const words = useWords(dunningTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const errorText = useErrorText();
  const onSuccess = () => queries.invalidateQueries(trpc.dunning.pathFilter());
  const skip = useMutation(trpc.dunning.skipToday.mutationOptions({ onSuccess }));
  const resume = useMutation(trpc.dunning.resumeToday.mutationOptions({ onSuccess }));
  const mayWrite = useMay()('billing.write');
  const job = plan.todaysJob;
  if (!plan.automatic || (job === null && plan.counts.due === 0)) return null;
  const failure = skip.error ?? resume.error;
  const skipButton = mayWrite ? (
    <Button size="sm" isPending={skip.isPending} onPress={() => skip.mutate()}>
      {words.skipToday}
    </Button>
  ) : null;
  return (
    <>
      {failure === null ? null : <Note kind="danger">{errorText(failure)}</Note>}
      {job === null ? (
        <Note action={skipButton}>{fill(words.todayNext, { hour: plan.sendHour, count: plan.counts.due })}</Note>
      ) : job.state === 'running' ? (
        <Note action={skipButton}>
          <p>
            {words.todayRunning} <span className="num">{fill(words.progress, { done: job.done, total: job.total })}</span>
          </p>
          <Progress done={job.done} total={job.total} label={words.todayRunning} />
        </Note>
      ) : job.state === 'stopped' ? (
        <Note
          kind="warn"
          action={
            mayWrite ? (
              <Button size="sm" isPending={resume.isPending} onPress={() => resume.mutate()}>
                {words.resumeToday}
              </Button>
            ) : null
          }
        >
          {words.todayStopped}
        </Note>
      ) : (
        <Note kind="ok">{fill(words.todayDone, { mailed: job.mailed, letters: job.letters })}</Note>
      )}
    </>
  );
}
