import { OrgId, PaperJobId } from '@tsudoi/shared/kernel/ids';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { Scheduler } from '@tsudoi/shared/service/scheduler';
import type { Platform } from '../../platform/platform.ts';
import { paperJobName } from './paper-job.service.ts';
import { sweepPaperJobs, workOnPaperJob } from './paper-work.service.ts';

/** Papers of a run are issued in the background; what a killed process left is found within a minute. */
export async function defineJobs(platform: Platform, scheduler: Pick<Scheduler, 'define' | 'every'>): Promise<void> {
  scheduler.define(paperJobName, async (data) => {
    await workOnPaperJob(platform, mintOrgScope(OrgId.parse(data['orgId'])), PaperJobId.parse(data['jobId']));
  });
  scheduler.define('documents.sweep', () => sweepPaperJobs(platform));
  await scheduler.every('1 minute', 'documents.sweep');
}
