import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { CancelJobView } from '@tsudoi/shared/contracts/billing/cancel-job.contract';
import { TextLink } from '../../components/Link.tsx';
import { LoadFailed } from '../../components/LoadFailed.tsx';
import { Note } from '../../components/Note.tsx';
import { Columns, PageBody, PageHead } from '../../components/Page.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { TenantText } from '../../components/TenantText.tsx';
import { Yen } from '../../components/Yen.tsx';
import { WorkBar } from '../../components/WorkBar.tsx';
import { formatMoment, formatMomentShort } from '../../lib/dates.ts';
import { useLive } from '../../lib/live.ts';
import { useMay } from '../../lib/may.ts';
import { formatCount } from '../../lib/money.ts';
import { useOrg } from '../../lib/org.ts';
import { usePace } from '../../lib/pace.ts';
import { useRouteId } from '../../lib/route-ids.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminBillingTexts } from './admin-texts.ts';
import './billing-admin.css';
import { CancelJobFile } from './CancelJobFile.tsx';
import { CancelJobRows } from './CancelJobRows.tsx';
import { cancelJobTexts } from './cancel-job-texts.ts';
import { HaltBar } from './HaltBar.tsx';
import { runTexts } from './run-texts.ts';

/** Many bills that are being cancelled, or were: how far it is, and what became of each. It needs no one to watch it. */
export function CancelJobScreen() {
  const cancelJobId = useRouteId('cancelJobId');
  const org = useOrg();
  const bills = useWords(adminBillingTexts).bills;
  const words = useWords(cancelJobTexts);
  const trpc = useTRPC();
  const job = useQuery({
    ...trpc.billing.cancelJob.queryOptions({ cancelJobId }),
    // Progress moves faster than the events that announce it.
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? 1000 : false),
  });
  useLive(['bills']);
  const may = useMay();
  const { data } = job;
  const title =
    data === undefined
      ? words.page
      : data.state !== 'done'
        ? words[data.state]
        : fill(data.kept === 0 ? words.done : words.doneKept, { cancelled: data.cancelled, kept: data.kept });
  return (
    <>
      <PageHead
        crumb={[{ label: bills.title, to: '/$org/admin/bills', params: { org } }]}
        title={title}
        actions={data === undefined ? undefined : <CancelJobFile job={data} />}
      />
      <PageBody>
        {data !== undefined ? (
          <Columns
            side={
              <>
                <About job={data} />
                <Others job={data} />
              </>
            }
          >
            {data.state === 'done' ? null : <Work key={data.cancelJobId} job={data} seenAt={job.dataUpdatedAt} />}
            <CancelJobRows job={data} />
          </Columns>
        ) : job.isError ? (
          <LoadFailed error={job.error} onRetry={() => void job.refetch()} />
        ) : (
          <PanelSkeleton />
        )}
      </PageBody>
      {data === undefined || data.state === 'done' || !may('billing.write') ? null : <Halt job={data} />}
    </>
  );
}

function Work({ job, seenAt }: { job: CancelJobView; seenAt: number }) {
  const words = useWords(cancelJobTexts);
  const halted = useWords(runTexts).control.paused;
  const { done, total } = job;
  const isMoving = job.state === 'running';
  const pace = usePace(done, total, seenAt);
  return (
    <>
      <Panel flush>
        <WorkBar
          done={done}
          total={total}
          pace={isMoving ? pace : null}
          text={words.underway}
          under={isMoving ? words.underway : halted}
          isMoving={isMoving}
          words={{ of: fill(words.of, { total }), left: words.timeLeft, rate: (count) => fill(words.rate, { count }) }}
        />
      </Panel>
      {isMoving ? <Note>{words.safe}</Note> : null}
    </>
  );
}

/** Halted, the step under way is ended first. */
function Halt({ job: { cancelJobId, state } }: { job: CancelJobView }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const kept = { onSuccess: (job: CancelJobView) => queries.setQueryData(trpc.billing.cancelJob.queryKey({ cancelJobId }), job) };
  const pause = useMutation(trpc.billing.pauseCancelJob.mutationOptions(kept));
  const resume = useMutation(trpc.billing.resumeCancelJob.mutationOptions(kept));
  const isHalted = state === 'paused';
  const turn = isHalted ? resume : pause;
  return <HaltBar isHalted={isHalted} isPending={turn.isPending} error={turn.error} onPress={() => turn.mutate({ cancelJobId })} />;
}

function About({ job }: { job: CancelJobView }) {
  const words = useWords(cancelJobTexts);
  return (
    <Panel title={words.about}>
      <Rows>
        <Row label={words.chosen}>{formatCount(job.total, 'item')}</Row>
        <Row label={words.cancelled}>{formatCount(job.cancelled, 'item')}</Row>
        <Row label={words.sum}>
          <Yen value={job.amount} />
        </Row>
        <Row label={words.kept}>{formatCount(job.kept, 'item')}</Row>
        <Row label={words.reason}>
          <TenantText>{job.reason}</TenantText>
        </Row>
        <Row label={words.startedAt}>{formatMoment(job.startedAt)}</Row>
        <Row label={words.startedBy}>
          <TenantText>{job.startedBy}</TenantText>
        </Row>
        {job.finishedAt === null ? null : <Row label={words.finishedAt}>{formatMoment(job.finishedAt)}</Row>}
      </Rows>
    </Panel>
  );
}

function Others({ job }: { job: CancelJobView }) {
  const org = useOrg();
  const words = useWords(cancelJobTexts);
  const trpc = useTRPC();
  const jobs = useQuery(trpc.billing.cancelJobs.queryOptions());
  const others = (jobs.data?.jobs ?? []).filter(({ cancelJobId }) => cancelJobId !== job.cancelJobId);
  if (others.length === 0) return null;
  return (
    <Panel title={words.others}>
      <ul className="list">
        {others.map(({ cancelJobId, startedAt, cancelled }) => (
          <li key={cancelJobId} className="item">
            <TextLink to="/$org/admin/bills/cancellations/$cancelJobId" params={{ org, cancelJobId }}>
              {fill(words.otherOf, { when: formatMomentShort(startedAt), count: cancelled })}
            </TextLink>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
