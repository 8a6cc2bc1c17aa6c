import { setTimeout as delay } from 'node:timers/promises';
import { DunningJobId, OrgId } from '@tsudoi/shared/kernel/ids';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { Scheduler } from '@tsudoi/shared/service/scheduler';
import type { Platform } from '../../platform/platform.ts';
import { dunEverybody, dunningJobName } from './dunning-job.service.ts';
import { getDunningJob } from './dunning-job.repository.ts';
import { workOnDunningJob } from './dunning-work.service.ts';

/** The day's round begins at its hour; what a killed process left is found within a minute. */
export async function defineJobs(platform: Platform, scheduler: Pick<Scheduler, 'define' | 'every'>): Promise<void> {
  scheduler.define(dunningJobName, async (data) => {
    const scope = mintOrgScope(OrgId.parse(data['orgId']));
    const jobId = DunningJobId.parse(data['jobId']);
    const { startsAt } = await getDunningJob(platform.databases.server, scope, jobId);
    await delay(Math.max(0, startsAt.getTime() - platform.clock.realNow().getTime()));
    await workOnDunningJob(platform, scope, jobId);
  });
  scheduler.define('dunning.daily', () => dunEverybody(platform));
  await scheduler.every('1 minute', 'dunning.daily');
}
