import { PageBody } from '../../components/Page.tsx';
import { Panel } from '../../components/Panel.tsx';
import { Progress } from '../../components/Progress.tsx';
import { formatDuration } from '../../lib/dates.ts';
import { figure } from '../../lib/money.ts';
import { usePace } from '../../lib/pace.ts';
import type { ImportJobView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { importTexts } from './import-texts.ts';

/** A file at work: how far and how long still; it needs no one to watch it. */
export function ImportProgress({ job, seenAt }: { readonly job: ImportJobView; readonly seenAt: number }) {
  const words = useWords(importTexts);
  const pace = usePace(job.done, job.total, seenAt);
  const label = job.state === 'checking' ? words.checking : job.state === 'running' ? words.running : words.undoing;
  return (
    <PageBody>
      <Panel title={label} flush>
        <div className="import-bar">
          <div className="import-bar__top">
            <p className="import-bar__big" role="status">
              {figure(Math.min(job.done, job.total))}
              <small>{fill(words.of, { total: job.total })}</small>
            </p>
            {pace === null ? null : (
              <p className="import-bar__eta">
                {words.left}
                <b>{formatDuration(pace.etaSeconds)}</b>
              </p>
            )}
          </div>
          <Progress done={Math.min(job.done, job.total)} total={job.total} label={label} striped />
          <p className="import-bar__under">
            <span>{words.keeps}</span>
            {pace === null ? null : <span>{fill(words.rate, { count: pace.ratePerSecond })}</span>}
          </p>
        </div>
      </Panel>
    </PageBody>
  );
}
