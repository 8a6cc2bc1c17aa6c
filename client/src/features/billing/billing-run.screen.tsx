import { useQuery } from '@tanstack/react-query';
import { LoadFailed } from '../../components/LoadFailed.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { Stepper } from '../../components/Stepper.tsx';
import { useLive } from '../../lib/live.ts';
import { useOrg } from '../../lib/org.ts';
import { useRouteId } from '../../lib/route-ids.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import './billing-admin.css';
import { RunBar } from './RunBar.tsx';
import { RunPapers } from './RunPapers.tsx';
import { RunPlan } from './RunPlan.tsx';
import { RunProgress } from './RunProgress.tsx';
import { isWorking, runPhase, runStep, showsProgress } from './run.rules.ts';
import { runTexts } from './run-texts.ts';

/** One run through its life: the plan to check, the work to watch, the confirmation to press. */
export function BillingRunScreen() {
  const billingRunId = useRouteId('billingRunId');
  const org = useOrg();
  const words = useWords(runTexts);
  const trpc = useTRPC();
  const run = useQuery({
    ...trpc.billing.run.queryOptions({ billingRunId }),
    // Progress moves faster than the events that announce it.
    refetchInterval: (query) => (query.state.data && isWorking(runPhase(query.state.data)) ? 1000 : false),
  });
  useLive(['runs', 'receipts']);
  const data = run.data;
  const phase = data ? runPhase(data) : null;
  const title =
    data === undefined
      ? words.list.title
      : phase === 'making'
        ? fill(words.progress.making, { name: data.billName })
        : phase === 'confirming'
          ? fill(words.progress.confirming, { name: data.billName })
          : phase === 'cancelling'
            ? fill(words.progress.cancelling, { name: data.billName })
            : data.billName;
  return (
    <>
      <PageHead
        crumb={[{ label: words.list.title, to: '/$org/admin/billing/runs', params: { org } }]}
        title={title}
        actions={phase === null || phase === 'discarded' ? undefined : <Stepper steps={[...words.steps]} current={runStep(phase)} />}
      />
      <PageBody>
        {data !== undefined ? (
          showsProgress(runPhase(data)) ? (
            <RunProgress key={phase} run={data} seenAt={run.dataUpdatedAt} />
          ) : (
            <>
              {phase === 'confirmed' ? <RunPapers run={data} /> : null}
              <RunPlan run={data} />
            </>
          )
        ) : run.isError ? (
          <LoadFailed error={run.error} onRetry={() => void run.refetch()} />
        ) : (
          <PanelSkeleton />
        )}
      </PageBody>
      {data === undefined ? null : <RunBar run={data} />}
    </>
  );
}
