import { useMutation } from '@tanstack/react-query';
import { failedOutcomes, importOutcomes, keptOutcomes, undoOutcomes } from '@tsudoi/shared/contracts/members/member-import.contract';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Dialog, DialogActions } from '../../components/Dialog.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { Note } from '../../components/Note.tsx';
import { Columns, PageBody } from '../../components/Page.tsx';
import { Panel } from '../../components/Panel.tsx';
import { formatMoment } from '../../lib/dates.ts';
import { useErrorText } from '../../lib/errors.ts';
import { figure } from '../../lib/money.ts';
import { useOrg } from '../../lib/org.ts';
import { queryClient, useTRPC } from '../../lib/trpc.ts';
import type { ImportJobView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { ImportPairs } from './ImportPairs.tsx';
import { ImportRowsTable } from './ImportRowsTable.tsx';
import { importTexts } from './import-texts.ts';

/** What became of a file, row by row; and the way back, for seven days. */
export function ImportResult({ job }: { readonly job: ImportJobView }) {
  const words = useWords(importTexts);
  const org = useOrg();
  const isUndone = job.state === 'undone';
  const sums = isUndone
    ? undoOutcomes.flatMap((one) =>
        one !== 'nothing' && job.undone[one] ? { label: words.undoOutcomes[one], count: job.undone[one] } : [],
      )
    : importOutcomes.flatMap((one) => (job.outcomes[one] ? { label: words.outcomes[one], count: job.outcomes[one] } : []));
  const failed = failedOutcomes.reduce((sum, one) => sum + (job.outcomes[one] ?? 0), 0);
  const kept = keptOutcomes.reduce((sum, one) => sum + (job.undone[one] ?? 0), 0);
  return (
    <PageBody>
      <Columns side={<Side job={job} />}>
        <Panel
          title={isUndone ? words.undone : job.state === 'failed' ? words.failed : words.done}
          count={fill(words.rows, { count: job.total })}
        >
          <div className="stack" role="status">
            {job.state === 'failed' ? <Note kind="danger">{words.failedText}</Note> : null}
            <dl className="import-facts">
              {sums.map(({ label, count }) => (
                <div key={label}>
                  <dt>{label}</dt>
                  <dd>{figure(count)}</dd>
                </div>
              ))}
            </dl>
            <div className="import-acts no-print">
              <LinkButton to="/$org/admin/members" params={{ org }} kind="primary">
                {words.toMembers}
              </LinkButton>
              <LinkButton to="/$org/admin/members/import" params={{ org }}>
                {words.another}
              </LinkButton>
            </div>
          </div>
        </Panel>
        {job.state === 'done' && (job.outcomes.added ?? 0) > 0 ? <ImportPairs job={job} /> : null}
        {kept > 0 ? <Rows job={job} kind="kept" title={words.keptRows} total={kept} /> : null}
        {failed > 0 ? <Rows job={job} kind="failed" title={words.failedRows} total={failed} /> : null}
        <Rows job={job} kind="all" title={words.allRows} total={job.total} />
      </Columns>
    </PageBody>
  );
}

function Rows({ job, kind, title, total }: { job: ImportJobView; kind: 'all' | 'kept' | 'failed'; title: string; total: number }) {
  return (
    <section className="stack-8 no-print">
      <h2>{title}</h2>
      <ImportRowsTable job={job} kind={kind} label={title} total={total} />
    </section>
  );
}

function Side({ job }: { readonly job: ImportJobView }) {
  const words = useWords(importTexts);
  const errorText = useErrorText();
  const trpc = useTRPC();
  const [asking, setAsking] = useState(false);
  const undo = useMutation(
    trpc.memberImports.undo.mutationOptions({
      onSuccess: (next) => {
        setAsking(false);
        queryClient.setQueryData(trpc.memberImports.get.queryKey({ importJobId: job.importJobId }), next);
      },
    }),
  );
  if (job.openUntil === null) return null;
  return (
    <Panel title={words.undo}>
      <div className="stack-8">
        <p className="muted">{fill(words.undoUntil, { until: formatMoment(job.openUntil) })}</p>
        <div>
          <Button onPress={() => setAsking(true)}>{words.undo}</Button>
        </div>
      </div>
      <Dialog isOpen={asking} onClose={() => setAsking(false)} title={words.undoTitle}>
        <div className="stack">
          <p>{words.undoText}</p>
          {undo.isError ? <Note kind="danger">{errorText(undo.error)}</Note> : null}
        </div>
        <DialogActions>
          <Button size="lg" onPress={() => setAsking(false)}>
            {words.cancel}
          </Button>
          <Button kind="danger" size="lg" isPending={undo.isPending} onPress={() => undo.mutate({ importJobId: job.importJobId })}>
            {words.undo}
          </Button>
        </DialogActions>
      </Dialog>
    </Panel>
  );
}
