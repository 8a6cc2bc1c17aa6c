import { cardChanged } from '@tsudoi/shared/queue/payments.messages';
import { type MessageHandler, onMessage } from '@tsudoi/shared/service/consumer';
import type { Scheduler } from '@tsudoi/shared/service/scheduler';
import type { Platform } from '../../platform/platform.ts';
import { workOnCollections } from './collection-work.service.ts';
import { collectJobName, retryWithCard } from './collection.service.ts';

/** Wake-ups name nothing: what is due stands in the collections. */
export async function defineJobs(platform: Platform, scheduler: Pick<Scheduler, 'define' | 'every'>): Promise<void> {
  scheduler.define(collectJobName, () => workOnCollections(platform));
  scheduler.define('recurring.daily', () => workOnCollections(platform));
  await scheduler.every('1 minute', 'recurring.daily');
}

/** What the payments-service tells of saved cards. */
export function handlers(platform: Platform): MessageHandler[] {
  return [
    onMessage(cardChanged, async (scope, deliveries) => {
      for (const { payload } of deliveries) await retryWithCard(platform, scope, payload);
    }),
  ];
}
