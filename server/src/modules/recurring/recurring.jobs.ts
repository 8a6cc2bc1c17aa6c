import { cardChanged, mandateChanged } from '@tsudoi/shared/queue/payments.messages';
import { type MessageHandler, onMessage } from '@tsudoi/shared/service/consumer';
import type { Scheduler } from '@tsudoi/shared/service/scheduler';
import type { Platform } from '../../platform/platform.ts';
import { workOnCollections } from './collection-work.service.ts';
import { collectJobName, retryWithCard } from './collection.service.ts';
import { beginDues, tendDues } from './dues-card.service.ts';
import { confirmWaiting, dailyJobName } from './join-plan.service.ts';
import { followMandate } from './plan-mandate.service.ts';
import { tendPlans, workOnPlans } from './plan-work.service.ts';
import { tendJobName } from './product.service.ts';

/** Wake-ups name nothing: what is due stands in the collections. */
export async function defineJobs(platform: Platform, scheduler: Pick<Scheduler, 'define' | 'every'>): Promise<void> {
  scheduler.define(collectJobName, () => workOnCollections(platform));
  scheduler.define(dailyJobName, async () => {
    await workOnPlans(platform);
    await workOnCollections(platform);
  });
  scheduler.define(tendJobName, async () => {
    await tendPlans(platform);
    await tendDues(platform);
  });
  // Where the clock can be moved, what it brings is not waited for.
  await scheduler.every(platform.env.NODE_ENV === 'production' ? '1 minute' : '5 seconds', dailyJobName);
  await scheduler.every('1 hour', tendJobName);
}

/** What the payments-service tells of saved cards and mandates. */
export function handlers(platform: Platform): MessageHandler[] {
  return [
    onMessage(cardChanged, async (scope, deliveries) => {
      for (const { payload } of deliveries) {
        await retryWithCard(platform, scope, payload);
        if (payload.state !== 'active') continue;
        await confirmWaiting(platform, scope, payload.memberId);
        await beginDues(platform, scope, [payload.memberId]);
      }
    }),
    onMessage(mandateChanged, async (scope, deliveries) => {
      for (const { payload } of deliveries)
        for (const memberId of payload.memberIds) await followMandate(platform, scope, memberId, payload);
    }),
  ];
}
