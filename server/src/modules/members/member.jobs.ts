import { OrgId, StatusJobId, TagJobId, TypeJobId } from '@tsudoi/shared/kernel/ids';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { Scheduler } from '@tsudoi/shared/service/scheduler';
import type { Platform } from '../../platform/platform.ts';
import { applyScheduledStatuses } from './member-status.service.ts';
import { statusJobName } from './status-job.service.ts';
import { workOnProofs } from './proof-work.service.ts';
import { sweepFiles } from './stored-file.service.ts';
import { sweepStatusJobs, workOnStatusJob } from './status-work.service.ts';
import { tagJobName } from './tag-job.service.ts';
import { sweepTagJobs, workOnTagJob } from './tag-work.service.ts';
import { typeJobName } from './type-job.service.ts';
import { sweepTypeJobs, workOnTypeJob } from './type-work.service.ts';

/**
 * Scheduled status changes take effect at the start of their day in Japan; the first look after midnight applies them.
 * Changes of many are carried on there too, when their process has died.
 */
export async function defineJobs(platform: Platform, scheduler: Pick<Scheduler, 'define' | 'every'>): Promise<void> {
  scheduler.define('members.apply-statuses', async () => {
    await applyScheduledStatuses(platform);
    await sweepStatusJobs(platform);
    await sweepTagJobs(platform);
    await sweepTypeJobs(platform);
  });
  scheduler.define(statusJobName, async (data) => {
    await workOnStatusJob(platform, mintOrgScope(OrgId.parse(data['orgId'])), StatusJobId.parse(data['jobId']));
  });
  scheduler.define(tagJobName, async (data) => {
    await workOnTagJob(platform, mintOrgScope(OrgId.parse(data['orgId'])), TagJobId.parse(data['jobId']));
  });
  scheduler.define(typeJobName, async (data) => {
    await workOnTypeJob(platform, mintOrgScope(OrgId.parse(data['orgId'])), TypeJobId.parse(data['jobId']));
  });
  scheduler.define('members.sweep-files', () => sweepFiles(platform));
  scheduler.define('members.proofs', () => workOnProofs(platform));
  await scheduler.every('1 minute', 'members.apply-statuses');
  await scheduler.every('1 hour', 'members.sweep-files');
  // After midnight a billing run is to see the types as they fell back.
  await scheduler.every('5 minutes', 'members.proofs');
}
