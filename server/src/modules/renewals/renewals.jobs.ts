import type { Scheduler } from '@tsudoi/shared/service/scheduler';
import type { Platform } from '../../platform/platform.ts';
import { renewEverybody } from './renewal-round.service.ts';

/** Looked at every minute, done once a day. */
export async function defineJobs(platform: Platform, scheduler: Pick<Scheduler, 'define' | 'every'>): Promise<void> {
  scheduler.define('renewals.daily', () => renewEverybody(platform));
  await scheduler.every('1 minute', 'renewals.daily');
}
