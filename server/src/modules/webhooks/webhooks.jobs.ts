import type { Scheduler } from '@tsudoi/shared/service/scheduler';
import type { Platform } from '../../platform/platform.ts';
import { deleteDeliveriesBefore } from './webhook-delivery.repository.ts';
import { tellOfOverdue } from './webhook-message.service.ts';

/** What was told can be looked at and sent again for that long. */
const keptMs = 90 * 86_400_000;

export async function defineJobs(platform: Platform, scheduler: Pick<Scheduler, 'define' | 'every'>): Promise<void> {
  scheduler.define('webhooks.overdue', () => tellOfOverdue(platform));
  await scheduler.every('10 minutes', 'webhooks.overdue');
  scheduler.define('webhooks.forget', () =>
    deleteDeliveriesBefore(platform.databases.server, new Date(platform.clock.realNow().getTime() - keptMs)),
  );
  await scheduler.every('1 day', 'webhooks.forget');
}
