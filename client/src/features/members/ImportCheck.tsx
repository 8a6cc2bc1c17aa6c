import { useMutation } from '@tanstack/react-query';
import type { importKinds } from '@tsudoi/shared/contracts/members/member-import.contract';
import { memberStatuses } from '@tsudoi/shared/contracts/members/member-status.contract';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { useTold } from '../../components/told.ts';
import { Button } from '../../components/Button.tsx';
import { Checkbox } from '../../components/Choice.tsx';
import { Diff } from '../../components/Diff.tsx';
import { Note } from '../../components/Note.tsx';
import { Columns, ConfirmBar, PageBody } from '../../components/Page.tsx';
import { Panel } from '../../components/Panel.tsx';
import { Tabs } from '../../components/Tabs.tsx';
import { saveCsv } from '../../lib/csv.ts';
import { useErrorText } from '../../lib/errors.ts';
import { queryClient, trpcClient, useTRPC } from '../../lib/trpc.ts';
import type { ImportJobView } from '../../lib/views.ts';
import { Rich, fill, useWords } from '../../lib/words.ts';
import { ImportRowsTable, useReasons } from './ImportRowsTable.tsx';
import { adminMemberTexts } from './admin-texts.ts';
import { importTexts } from './import-texts.ts';

const kindsInOrder = ['error', 'new', 'changed', 'unchanged'] as const satisfies readonly (typeof importKinds)[number][];

/** What would be done with every row, before anything is done. */
export function ImportCheck({ job, onColumns }: { readonly job: ImportJobView; readonly onColumns: () => void }) {
  const words = useWords(importTexts);
  const errorText = useErrorText();
  const trpc = useTRPC();
  const [skipErrors, setSkipErrors] = useState(false);
  const [asked, setAsked] = useState(false);
  const run = useMutation(
    trpc.memberImports.run.mutationOptions({
      onSuccess: (next) => void queryClient.setQueryData(trpc.memberImports.get.queryKey({ importJobId: job.importJobId }), next),
    }),
  );
  const { counts } = job;
  const toDo = counts.new + counts.changed;
  const refusal = counts.error > 0 && !skipErrors ? fill(words.needSkip, { count: counts.error }) : toDo === 0 ? words.nothingToDo : null;
  const start = () => {
    setAsked(true);
    if (refusal === null) run.mutate({ importJobId: job.importJobId, skipErrors });
  };
  const cleanedCount = job.cleaned.reduce((sum, { count }) => sum + count, 0);
  const kinds = kindsInOrder.filter((kind) => counts[kind] > 0);
  return (
    <>
      <PageBody>
        <Sums job={job} />
        <StatusSums job={job} />
        <Columns
          side={
            <Panel title={words.cleaned} count={fill(words.cleanedCount, { count: cleanedCount })} flush>
              <ul className="import-cleaned">
                {job.cleaned.length === 0 ? <li className="muted">{words.nothingCleaned}</li> : null}
                {job.cleaned.map(({ kind, count, before, after }) => (
                  <li key={kind}>
                    <b>{words.cleanKinds[kind]}</b>
                    <span className="num muted">{fill(words.cleanedCount, { count })}</span>
                    <Diff was={before} now={after || words.emptyValue} />
                  </li>
                ))}
                <li className="muted">{words.untouched}</li>
              </ul>
            </Panel>
          }
        >
          <Tabs
            label={words.kindLabel}
            items={kinds.map((kind) => ({
              id: kind,
              label: words.kinds[kind],
              count: counts[kind],
              content: <ImportRowsTable job={job} kind={kind} label={words.kinds[kind]} total={counts[kind]} />,
            }))}
          />
        </Columns>
      </PageBody>
      <ConfirmBar
        text={
          <div className="stack-8">
            <b>{fill(words.willDo, { new: counts.new, changed: counts.changed })}</b>
            <span className="muted">{words.canUndo}</span>
            {counts.error > 0 ? (
              <Checkbox isSelected={skipErrors} onChange={setSkipErrors}>
                {words.skip}
              </Checkbox>
            ) : null}
            {asked && refusal !== null ? <Note kind="danger">{refusal}</Note> : null}
            {run.isError ? <Note kind="danger">{errorText(run.error)}</Note> : null}
          </div>
        }
      >
        <Button size="lg" onPress={onColumns}>
          {words.back}
        </Button>
        <Button kind="primary" size="lg" isPending={run.isPending} onPress={start}>
          {fill(words.run, { count: toDo })}
        </Button>
      </ConfirmBar>
    </>
  );
}

function Sums({ job }: { readonly job: ImportJobView }) {
  const words = useWords(importTexts);
  const { counts } = job;
  const cells = [
    { label: words.newRows, count: counts.new },
    { label: words.changedRows, count: counts.changed },
    { label: words.unchangedRows, count: counts.unchanged },
  ];
  return (
    <dl className="panel import-sums">
      {cells.map(({ label, count }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            <span>
              <Rich text={fill(words.peopleIn, { count })} tag="small" />
            </span>
          </dd>
        </div>
      ))}
      <div className={counts.error > 0 ? 'is-wrong' : undefined}>
        <dt>{words.errorRows}</dt>
        <dd>
          <span>
            <Rich text={fill(words.rowsIn, { count: counts.error })} tag="small" />
          </span>
          {counts.error > 0 ? <SaveErrors job={job} /> : null}
        </dd>
      </div>
    </dl>
  );
}

/** How many people the file makes former members, suspended and so on. */
function StatusSums({ job }: { readonly job: ImportJobView }) {
  const words = useWords(importTexts);
  const names = useWords(adminMemberTexts).detail.statuses;
  const sums = memberStatuses.flatMap((status) => {
    const count = job.statuses[status];
    return count ? fill(status === 'active' ? words.backSum : words.statusSum, { status: names[status], count }) : [];
  });
  return sums.length > 0 ? <p>{fill(words.statusSums, { list: sums.join(words.exampleJoin) })}</p> : null;
}

/** The rows to correct as a file of their own: the cells as they came, the line and the reasons beside them. */
function SaveErrors({ job }: { readonly job: ImportJobView }) {
  const words = useWords(importTexts);
  const reasons = useReasons(job);
  const told = useTold();
  const save = useMutation({
    ...told,
    mutationFn: async () => {
      const lines: string[][] = [[...job.headings, words.lineHead, words.errorsFile]];
      for (let after: number | null = 0; after !== null;) {
        const page: Awaited<ReturnType<typeof trpcClient.memberImports.rows.query>> = await trpcClient.memberImports.rows.query({
          importJobId: job.importJobId,
          kind: 'error',
          after,
          size: 500,
        });
        for (const row of page.rows)
          lines.push([
            ...job.headings.map((_, at) => row.cells[at] ?? ''),
            String(row.line),
            reasons(row)
              .map(({ text }) => text)
              .join(' '),
          ]);
        after = page.next;
      }
      saveCsv(words.errorsFile, lines);
    },
  });
  return (
    <Button size="sm" icon={<Download size={16} strokeWidth={1.75} aria-hidden />} isPending={save.isPending} onPress={() => save.mutate()}>
      {fill(words.saveErrors, { count: job.counts.error })}
    </Button>
  );
}
