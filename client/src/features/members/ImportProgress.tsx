import { PageBody } from '../../components/Page.tsx';
import { Panel } from '../../components/Panel.tsx';
import { WorkBar } from '../../components/WorkBar.tsx';
import { usePace } from '../../lib/pace.ts';
import type { ImportJobView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { importTexts } from './import-texts.ts';

/** A file at work: how far and how long still; it needs no one to watch it. */
export function ImportProgress({ job, seenAt }: { readonly job: ImportJobView; readonly seenAt: number }) {
  const words = useWords(importTexts);
  const done = Math.min(job.done, job.total);
  const pace = usePace(job.done, job.total, seenAt);
  const label = job.state === 'checking' ? words.checking : job.state === 'running' ? words.running : words.undoing;
  return (
    <PageBody>
      <Panel title={label} flush>
        <WorkBar
          done={done}
          total={job.total}
          pace={pace}
          text={label}
          under={words.keeps}
          isMoving
          words={{ of: fill(words.of, { total: job.total }), left: words.left, rate: (count) => fill(words.rate, { count }) }}
        />
      </Panel>
    </PageBody>
  );
}
