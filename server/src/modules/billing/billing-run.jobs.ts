import { BillingRunId, OrgId } from '@tsudoi/shared/kernel/ids';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { JobData, Scheduler } from '@tsudoi/shared/service/scheduler';
import type { Platform } from '../../platform/platform.ts';
import { workOnConfirmation } from './bill-confirm.service.ts';
import { unfinishedRuns } from './billing-run.repository.ts';
import { jobNames } from './billing-run.service.ts';
import { workOnRun } from './run-work.service.ts';

function target(data: JobData) {
  return { scope: mintOrgScope(OrgId.parse(data['orgId'])), runId: BillingRunId.parse(data['runId']) };
}

/** Wake-ups only name a run; what is left to do stands in the run itself. The sweep finds what a killed process left. */
export async function defineJobs(platform: Platform, scheduler: Pick<Scheduler, 'define' | 'every'>): Promise<void> {
  scheduler.define(jobNames.work, async (data) => {
    const { scope, runId } = target(data);
    await workOnRun(platform, scope, runId);
  });
  scheduler.define(jobNames.confirm, async (data) => {
    const { scope, runId } = target(data);
    await workOnConfirmation(platform, scope, runId);
  });
  scheduler.define(jobNames.sweep, () => sweepRuns(platform));
  await scheduler.every('15 seconds', jobNames.sweep);
}

export async function sweepRuns(platform: Platform): Promise<void> {
  for (const run of await unfinishedRuns(platform.databases.server)) {
    const scope = mintOrgScope(run.orgId);
    await workOnRun(platform, scope, run._id);
    await workOnConfirmation(platform, scope, run._id);
  }
}
