import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { TextLink } from '../../components/Link.tsx';
import { Note } from '../../components/Note.tsx';
import { Panel } from '../../components/Panel.tsx';
import { Progress } from '../../components/Progress.tsx';
import { useErrorText } from '../../lib/errors.ts';
import { intentKeys } from '../../lib/intent.ts';
import { useMay } from '../../lib/may.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { BillingRunView, PaperJobView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { billPaperTexts } from './bill-paper-texts.ts';

/** 一括発行: invoices and receipts of a whole run, in the background, with how far they have come. */
export function RunPapers({ run }: { run: BillingRunView }) {
  const org = useOrg();
  const words = useWords(billPaperTexts).run;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const errorText = useErrorText();
  const mayWrite = useMay()('payments.write');
  const input = { billingRunId: run.billingRunId };
  const [intent] = useState(intentKeys);
  const jobs = useQuery({
    ...trpc.documents.paperJobsOfRun.queryOptions(input),
    refetchInterval: ({ state }) => (state.data?.jobs.some((job) => job.state === 'running') ? 1000 : false),
  });
  const issue = useMutation(
    trpc.documents.issueRun.mutationOptions({
      onSuccess: async () => {
        intent.done();
        await queries.invalidateQueries(trpc.documents.paperJobsOfRun.queryFilter(input));
      },
    }),
  );
  const isBusy = issue.isPending || jobs.data?.jobs.some((job) => job.state === 'running') === true;
  return (
    <Panel title={words.title}>
      <div className="stack">
        {mayWrite ? <p className="muted">{words.text}</p> : null}
        {jobs.data?.jobs.map((job) => (
          <Job key={job.kind} job={job} />
        ))}
        {issue.isError ? <Note kind="danger">{errorText(issue.error)}</Note> : null}
        <p className="run-papers">
          {(mayWrite ? (['invoice', 'receipt'] as const) : []).map((kind) => (
            <Button key={kind} isPending={isBusy} onPress={() => issue.mutate({ ...input, kind, idempotencyKey: intent.keyOf(kind) })}>
              {words[kind]}
            </Button>
          ))}
          <TextLink to="/$org/admin/papers" params={{ org }}>
            {words.open}
          </TextLink>
        </p>
      </div>
    </Panel>
  );
}

function Job({ job }: { job: PaperJobView }) {
  const words = useWords(billPaperTexts).run;
  const name = words[`${job.kind}Progress`];
  if (job.state === 'done')
    return (
      <p>
        {`${name}　${fill(words.finished, { issued: job.issued, skipped: job.skipped })}`}
        {job.byPayer > 0 ? ` ${fill(words.byPayer, { count: job.byPayer })}` : null}
      </p>
    );
  return (
    <div>
      <p>
        {name} <span className="num muted">{fill(words.progress, { done: job.done, total: job.total })}</span>
      </p>
      <Progress done={job.done} total={job.total} label={name} />
    </div>
  );
}
