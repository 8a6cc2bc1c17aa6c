import { Check } from 'lucide-react';
import { Note } from '../../components/Note.tsx';
import { Columns } from '../../components/Page.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { Yen } from '../../components/Yen.tsx';
import { WorkBar } from '../../components/WorkBar.tsx';
import { formatDateLong, formatMoment } from '../../lib/dates.ts';
import { usePace } from '../../lib/pace.ts';
import type { BillingRunView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { progressOf, runPhase } from './run.rules.ts';
import { runTexts } from './run-texts.ts';

/** A run at work: how far, how long still, which step; it needs no one to watch it. */
export function RunProgress({ run, seenAt }: { run: BillingRunView; seenAt: number }) {
  const words = useWords(runTexts).progress;
  const phase = runPhase(run);
  const making = phase === 'making' || phase === 'paused';
  const halted = phase === 'paused' || phase === 'held';
  const { done, total } = progressOf(run, phase);
  const seen = usePace(done, total, seenAt);
  const pace = halted ? null : seen;
  const text = phase === 'cancelling' ? words.cancelText : making ? words.makeText : words.confirmText;
  return (
    <Columns
      side={
        <>
          <Panel title={words.about}>
            <Rows>
              <Row label={words.amount}>
                <Yen value={run.includedAmount} size="l" />
              </Row>
              <AboutRows run={run} />
            </Rows>
          </Panel>
          <Note>{halted ? words.halted : phase === 'cancelling' ? words.cancelNote : making ? words.safe : words.opening}</Note>
        </>
      }
    >
      <Panel flush>
        <h2 className="sr-only">{words.panel}</h2>
        <WorkBar
          done={done}
          total={total}
          pace={pace}
          text={text}
          under={halted ? words.pausedText : text}
          isMoving={!halted}
          words={{ of: fill(words.total, { total }), left: words.left, rate: (count) => fill(words.rate, { count }) }}
        />
        {phase === 'cancelling' ? null : <RunJobs run={run} making={making} />}
        <p className="run-foot">{words.keeps}</p>
      </Panel>
    </Columns>
  );
}

function AboutRows({ run }: { run: BillingRunView }) {
  const words = useWords(runTexts).plan;
  return (
    <>
      <Row label={words.dueOn}>{formatDateLong(run.dueOn)}</Row>
      <Row label={words.plannedAt}>{formatMoment(run.plannedAt)}</Row>
      <Row label={words.plannedBy}>{run.plannedBy}</Row>
    </>
  );
}

type JobState = 'done' | 'now' | 'later';

function RunJobs({ run, making }: { run: BillingRunView; making: boolean }) {
  const words = useWords(runTexts).progress;
  const made =
    run.startedAt !== null && run.finishedAt !== null
      ? Math.max(1, Math.round((Date.parse(run.finishedAt) - Date.parse(run.startedAt)) / 1000))
      : null;
  const jobs: { title: string; text: string; end: string; state: JobState }[] = [
    { title: words.planJob, text: words.planText, end: fill(words.people, { count: run.included }), state: 'done' },
    {
      title: words.makeJob,
      text: words.makeText,
      end: making
        ? fill(words.of, { done: run.done, total: run.included })
        : made === null
          ? fill(words.done, { count: run.done })
          : fill(words.doneIn, { count: run.done, seconds: made }),
      state: making ? 'now' : 'done',
    },
    {
      title: words.checkJob,
      text: words.checkText,
      end: making ? words.waiting : fill(words.people, { count: run.confirmation.total }),
      state: making ? 'later' : 'done',
    },
    {
      title: words.confirmJob,
      text: words.confirmText,
      end: making ? words.waiting : fill(words.of, { done: run.confirmation.done, total: run.confirmation.total }),
      state: making ? 'later' : 'now',
    },
  ];
  return (
    <ol className="run-jobs">
      {jobs.map((job, index) => (
        <li key={job.title} className={`is-${job.state}`} aria-current={job.state === 'now' ? 'step' : undefined}>
          <i aria-hidden="true">{job.state === 'done' ? <Check size={16} strokeWidth={2} /> : index + 1}</i>
          <div>
            <h3>{job.title}</h3>
            <p>{job.text}</p>
          </div>
          <span className="run-jobs__end">{job.end}</span>
        </li>
      ))}
    </ol>
  );
}
