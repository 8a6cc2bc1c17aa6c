import type { Scheduler } from '@tsudoi/shared/service/scheduler';
import type { Platform } from '../../platform/platform.ts';
import { applyScheduledStatuses } from './member-status.service.ts';

/** Scheduled status changes take effect at the start of their day in Japan; the first look after midnight applies them. */
export async function defineJobs(platform: Platform, scheduler: Pick<Scheduler, 'define' | 'every'>): Promise<void> {
  scheduler.define('members.apply-statuses', async () => {
    await applyScheduledStatuses(platform);
  });
  await scheduler.every('1 minute', 'members.apply-statuses');
}
