import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Checkbox } from '../../components/Choice.tsx';
import { Button } from '../../components/Button.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { FileField } from '../../components/FileField.tsx';
import { Note } from '../../components/Note.tsx';
import { Columns, ConfirmBar, PageBody, PageHead } from '../../components/Page.tsx';
import { Panel } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { Stepper } from '../../components/Stepper.tsx';
import { FileError } from '../../lib/files.ts';
import { useErrorText } from '../../lib/errors.ts';
import { useOrg } from '../../lib/org.ts';
import { authorizedFetch, useTRPC } from '../../lib/trpc.ts';
import type { ImportJobView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { ImportResult, type ImportOutcome } from './ImportResult.tsx';
import { ImportRows } from './ImportRows.tsx';
import './members-admin.css';

async function upload(file: File): Promise<string> {
  const response = await authorizedFetch(`/uploads/member-imports?fileName=${encodeURIComponent(file.name)}`, {
    method: 'POST',
    body: file,
    headers: { 'content-type': 'text/csv' },
  });
  const body = (await response.json().catch(() => null)) as { importJobId?: string } | null;
  if (!response.ok || !body?.importJobId) throw new FileError(body);
  return body.importJobId;
}

/** A roll from a spreadsheet: read and checked first, imported whole only when the office says so. */
export function MemberImportScreen() {
  const words = useWords(adminMemberTexts).import;
  const trpc = useTRPC();
  const [jobId, setJobId] = useState<string | null>(null);
  const [outcome, setOutcome] = useState<ImportOutcome | null>(null);
  const job = useQuery({ ...trpc.members.importJob.queryOptions({ importJobId: (jobId ?? '') as never }), enabled: jobId !== null });
  const step = outcome ? 2 : jobId ? 1 : 0;
  return (
    <>
      <PageHead title={words.title} actions={<Stepper steps={[...words.steps]} current={step} />} />
      {outcome ? (
        <PageBody>
          <ImportResult outcome={outcome} />
        </PageBody>
      ) : jobId === null ? (
        <PageBody>
          <ChooseFile onChecked={setJobId} />
        </PageBody>
      ) : (
        <QueryState query={job} skeleton={<PanelSkeleton />}>
          {(found) => <Checked job={found} onOther={() => setJobId(null)} onDone={setOutcome} />}
        </QueryState>
      )}
    </>
  );
}

function ChooseFile({ onChecked }: { readonly onChecked: (jobId: string) => void }) {
  const words = useWords(adminMemberTexts).import;
  const text = useErrorText();
  const check = useMutation({ mutationFn: upload, onSuccess: onChecked });
  return (
    <Columns
      side={
        <Panel title={words.rules}>
          <ul className="stack-8 muted">
            <li>{words.rule1}</li>
            <li>{words.rule2}</li>
            <li>{words.rule3}</li>
          </ul>
        </Panel>
      }
    >
      <Panel>
        <div className="stack">
          <FileField label={words.file} hint={words.fileHint} accept=".csv,text/csv" onFile={(file) => check.mutate(file)} />
          {check.isPending ? <p role="status">{words.checking}</p> : null}
          {check.isError ? <Note kind="danger">{text(check.error)}</Note> : null}
          <p>
            <a href="/uploads/member-imports/sample.csv" download>
              {words.sample}
            </a>
          </p>
        </div>
      </Panel>
    </Columns>
  );
}

interface CheckedProps {
  readonly job: ImportJobView;
  readonly onOther: () => void;
  readonly onDone: (outcome: ImportOutcome) => void;
}

function Checked({ job, onOther, onDone }: CheckedProps) {
  const words = useWords(adminMemberTexts).import;
  const org = useOrg();
  const text = useErrorText();
  const trpc = useTRPC();
  const [skipErrors, setSkipErrors] = useState(false);
  const [issueProvisional, setIssue] = useState(true);
  const [asked, setAsked] = useState(false);
  const run = useMutation(trpc.members.runImport.mutationOptions({ onSuccess: onDone }));
  const blocked = job.invalid > 0 && !skipErrors;
  const start = () => {
    setAsked(true);
    if (!blocked) run.mutate({ importJobId: job.importJobId, skipErrors, issueProvisional });
  };
  return (
    <>
      <PageBody>
        <Panel title={job.fileName} count={fill(words.encoding, { encoding: job.encoding === 'utf-8' ? 'UTF-8' : 'Shift_JIS' })}>
          <dl className="import-facts">
            <div>
              <dt>{words.total}</dt>
              <dd>{fill(words.rows, { count: job.total })}</dd>
            </div>
            <div>
              <dt>{words.valid}</dt>
              <dd>{fill(words.rows, { count: job.valid })}</dd>
            </div>
            <div>
              <dt>{words.invalid}</dt>
              <dd>{fill(words.rows, { count: job.invalid })}</dd>
            </div>
          </dl>
        </Panel>
        {job.invalid > 0 ? <ImportRows title={words.problems} rows={job.rows.filter((row) => row.errors.length > 0)} withErrors /> : null}
        {job.valid > 0 ? (
          <ImportRows title={words.ready} rows={job.rows.filter((row) => row.errors.length === 0)} withErrors={false} />
        ) : null}
      </PageBody>
      <ConfirmBar
        text={
          <div className="stack-8">
            {job.invalid > 0 ? (
              <Checkbox isSelected={skipErrors} onChange={setSkipErrors}>
                {words.skip}
              </Checkbox>
            ) : null}
            <Checkbox isSelected={issueProvisional} onChange={setIssue}>
              {words.issue}
            </Checkbox>
            {asked && blocked ? <Note kind="danger">{fill(words.needSkip, { count: job.invalid })}</Note> : null}
            {run.isError ? <Note kind="danger">{text(run.error)}</Note> : null}
          </div>
        }
      >
        <Button size="lg" onPress={onOther}>
          {words.other}
        </Button>
        {job.valid > 0 ? (
          <Button kind="primary" size="lg" isPending={run.isPending} onPress={start}>
            {fill(words.run, { count: job.valid })}
          </Button>
        ) : (
          <LinkButton size="lg" to="/$org/admin/members" params={{ org }}>
            {words.toMembers}
          </LinkButton>
        )}
      </ConfirmBar>
    </>
  );
}
