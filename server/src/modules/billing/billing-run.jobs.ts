import { BillingRunId, CancelJobId, OrgId } from '@tsudoi/shared/kernel/ids';
import { type Drain, startDrain } from '@tsudoi/shared/service/drain';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { JobData, Scheduler } from '@tsudoi/shared/service/scheduler';
import type { Platform } from '../../platform/platform.ts';
import { workOnConfirmation } from './bill-confirm.service.ts';
import { abandonedRuns } from './billing-run.repository.ts';
import { jobNames } from './billing-run.service.ts';
import { cancelJobName } from './cancel-job.service.ts';
import { sweepCancelJobs, workOnCancelJob } from './cancel-work.service.ts';
import { workOnCancellation } from './run-cancel.service.ts';
import { workOnRename } from './run-rename.service.ts';
import { workOnRun } from './run-work.service.ts';

function target(data: JobData) {
  return { scope: mintOrgScope(OrgId.parse(data['orgId'])), runId: BillingRunId.parse(data['runId']) };
}

/** Wake-ups only name a run; what is left to do stands in the run itself, and the sweep looks there. */
export function defineJobs(platform: Platform, scheduler: Pick<Scheduler, 'define'>): void {
  scheduler.define(jobNames.work, async (data) => {
    const { scope, runId } = target(data);
    await workOnRun(platform, scope, runId);
  });
  scheduler.define(jobNames.confirm, async (data) => {
    const { scope, runId } = target(data);
    await workOnConfirmation(platform, scope, runId);
  });
  scheduler.define(jobNames.cancel, async (data) => {
    const { scope, runId } = target(data);
    await workOnCancellation(platform, scope, runId);
  });
  scheduler.define(cancelJobName, async (data) => {
    await workOnCancelJob(platform, mintOrgScope(OrgId.parse(data['orgId'])), CancelJobId.parse(data['jobId']));
  });
}

/** What comes first of what a run has to do: its name waits for its bills. */
function workOf({ active, state, cancellation, renaming }: Awaited<ReturnType<typeof abandonedRuns>>[number]) {
  if (active && state !== 'paused') return workOnRun;
  if (cancellation?.state === 'processing') return workOnCancellation;
  return renaming ? workOnRename : workOnConfirmation;
}

/** Takes up every run that nobody holds, two at a time; one that fails does not keep the others. */
export async function sweepRuns(platform: Platform): Promise<void> {
  const abandoned = await abandonedRuns(platform.databases.server, platform.clock.realNow());
  const worker = async (): Promise<void> => {
    for (let run = abandoned.shift(); run && !platform.stopping(); run = abandoned.shift()) {
      await workOf(run)(platform, mintOrgScope(run.orgId), run._id).catch((err: unknown) =>
        platform.log.error({ err, runId: run?._id }, 'a run could not be carried on and rests for a moment'),
      );
    }
  };
  await Promise.all([worker(), worker()]);
}

const sweepMs = 2000;

/**
 * Finds what a killed process left. A timer of our own: a job that died with its process keeps the scheduler's lock for
 * a minute, and the runs would stand still as long (T13; security.md 4.2).
 */
export function startRunSweep(platform: Platform): Pick<Drain, 'stop'> {
  const { log } = platform;
  const runs = startDrain(() => sweepRuns(platform), { log, failure: 'unfinished runs could not be looked for', sweepMs });
  const jobs = startDrain(() => sweepCancelJobs(platform), { log, failure: 'unfinished cancellations could not be looked for', sweepMs });
  return {
    async stop() {
      await Promise.all([runs.stop(), jobs.stop()]);
    },
  };
}
