import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { MemberJobRow } from '@tsudoi/shared/contracts/members/member-job.contract';
import type { ReactNode } from 'react';
import { Button } from '../../components/Button.tsx';
import { Note } from '../../components/Note.tsx';
import { Columns, PageBody, PageHead } from '../../components/Page.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { TenantText } from '../../components/TenantText.tsx';
import { formatMoment } from '../../lib/dates.ts';
import { useErrorText } from '../../lib/errors.ts';
import { useLive } from '../../lib/live.ts';
import { useMay } from '../../lib/may.ts';
import { useOrg } from '../../lib/org.ts';
import { useRouteId } from '../../lib/route-ids.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { useJobName } from './job-name.view.ts';
import { jobTexts } from './job-texts.ts';
import { rollTexts } from './roll-texts.ts';
import { StatusJobResult, useStatusJob } from './StatusJob.tsx';
import { TagJobResult } from './TagJobResult.tsx';
import { TypeJobResult, useTypeJob } from './TypeJob.tsx';

/** One change of many members: how far it is, who stays as they were, and the way back for seven days. */
export function MemberJobScreen() {
  const org = useOrg();
  const jobId = useRouteId('jobId');
  const words = useWords(jobTexts);
  const { crumb } = useWords(adminMemberTexts).detail;
  const nameOf = useJobName();
  const job = useQuery(useTRPC().members.job.queryOptions({ jobId }));
  useLive(['members']);
  return (
    <>
      <PageHead
        title={job.data ? nameOf(job.data) : words.title}
        crumb={[
          { label: crumb, to: '/$org/admin/members', params: { org } },
          { label: words.title, to: '/$org/admin/members/jobs', params: { org } },
        ]}
      />
      <PageBody>
        <QueryState query={job} skeleton={<PanelSkeleton rows={4} />}>
          {(found) => (
            <Columns side={<About job={found} />}>
              <ResultOf job={found} />
            </Columns>
          )}
        </QueryState>
      </PageBody>
    </>
  );
}

function About({ job }: { readonly job: MemberJobRow }) {
  const words = useWords(jobTexts);
  return (
    <Panel title={words.about}>
      <Rows>
        <Row label={words.state}>{words.states[job.state]}</Row>
        <Row label={words.when}>{formatMoment(job.startedAt)}</Row>
        <Row label={words.who}>
          <TenantText>{job.startedBy}</TenantText>
        </Row>
      </Rows>
    </Panel>
  );
}

interface ResultProps {
  readonly job: MemberJobRow;
  readonly title: string;
  readonly undo: { readonly isPending: boolean; readonly error: unknown };
  readonly takeBack: () => Promise<void>;
  readonly children: ReactNode;
}

function Result({ job, title, undo, takeBack, children }: ResultProps) {
  const words = useWords(jobTexts);
  const text = useErrorText();
  const mayWrite = useMay()('members.write');
  const { state, total, changed } = job;
  return (
    <Panel title={title}>
      <div className="stack">
        {state === 'done' || state === 'undone' ? <p>{fill(words[state], { total, count: changed })}</p> : null}
        {children}
        {mayWrite && job.undoUntil !== null ? (
          <>
            <p className="muted">{fill(words.undoUntil, { when: formatMoment(job.undoUntil) })}</p>
            <div className="row">
              <Button isPending={undo.isPending} onPress={() => void takeBack().catch(() => undefined)}>
                {words.undo}
              </Button>
            </div>
          </>
        ) : null}
        {undo.error ? <Note kind="danger">{text(undo.error)}</Note> : null}
      </div>
    </Panel>
  );
}

interface JobOf<Kind extends MemberJobRow['kind']> {
  readonly job: Extract<MemberJobRow, { readonly kind: Kind }>;
}

function ResultOf({ job }: { readonly job: MemberJobRow }) {
  if (job.kind === 'status') return <StatusResult job={job} />;
  return job.kind === 'type' ? <TypeResult job={job} /> : <TagResult job={job} />;
}

function TypeResult({ job }: JobOf<'type'>) {
  const { query, title, undo, takeBack } = useTypeJob(job.jobId);
  return (
    <Result job={job} title={title} undo={undo} takeBack={takeBack}>
      <QueryState query={query} skeleton={<PanelSkeleton rows={2} />}>
        {(data) => <TypeJobResult job={data} title={title} />}
      </QueryState>
    </Result>
  );
}

function StatusResult({ job }: JobOf<'status'>) {
  const { query, title, undo, takeBack } = useStatusJob(job.jobId);
  return (
    <Result job={job} title={title} undo={undo} takeBack={takeBack}>
      <QueryState query={query} skeleton={<PanelSkeleton rows={2} />}>
        {(data) => <StatusJobResult job={data} title={title} />}
      </QueryState>
    </Result>
  );
}

function TagResult({ job }: JobOf<'tags'>) {
  const words = useWords(jobTexts);
  const { done, nothing } = useWords(rollTexts).tags;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const tagJobId = job.jobId;
  const query = useQuery(trpc.members.tagJob.queryOptions({ tagJobId }));
  const undo = useMutation(trpc.members.undoTagJob.mutationOptions());
  const { state, action, tag, changed: count } = job;
  const counted = (number: number) => fill(words.people, { count: number });
  const titles = {
    running: words.running,
    undoing: words.undoing,
    undone: fill(words.undoneTags, { count }),
    done: count === 0 ? nothing : fill(done[action], { tag, count: counted(count) }),
  };
  const takeBack = async () => {
    queries.setQueryData(trpc.members.tagJob.queryKey({ tagJobId }), await undo.mutateAsync({ tagJobId }));
    await queries.invalidateQueries(trpc.members.pathFilter());
  };
  return (
    <Result job={job} title={titles[state]} undo={undo} takeBack={takeBack}>
      <QueryState query={query} skeleton={<PanelSkeleton rows={2} />}>
        {(data) => <TagJobResult job={data} title={titles[state]} counted={counted} />}
      </QueryState>
    </Result>
  );
}
