import { DunningJobId, OrgId } from '@tsudoi/shared/kernel/ids';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { Scheduler } from '@tsudoi/shared/service/scheduler';
import type { Platform } from '../../platform/platform.ts';
import { dunEverybody, dunningJobName } from './dunning-job.service.ts';
import { workOnDunningJob } from './dunning-work.service.ts';

/** The day's round begins at its hour; what a killed process left is found within a minute. */
export async function defineJobs(platform: Platform, scheduler: Pick<Scheduler, 'define' | 'every'>): Promise<void> {
  scheduler.define(dunningJobName, (data) =>
    workOnDunningJob(platform, mintOrgScope(OrgId.parse(data['orgId'])), DunningJobId.parse(data['jobId'])),
  );
  scheduler.define('dunning.daily', () => dunEverybody(platform));
  await scheduler.every('1 minute', 'dunning.daily');
}
