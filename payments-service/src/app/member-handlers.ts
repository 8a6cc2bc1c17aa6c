import { debitWished, memberLeft, membersMerged } from '@tsudoi/shared/queue/member.messages';
import { type MessageHandler, onMessage } from '@tsudoi/shared/service/consumer';
import { followMergeOfCards } from '../cards/card-merge.service.ts';
import { endOfMember, followMerge, takeWish } from '../debits/mandate-fate.service.ts';
import type { Connectors } from '../connectors/registry.ts';
import type { Platform } from '../platform/platform.ts';

/** What becomes of a member becomes of their mandate and their card; each message may come more than once. */
export function memberHandlers(platform: Platform, connectors: Connectors): MessageHandler[] {
  return [
    onMessage(debitWished, async (scope, deliveries) => {
      for (const { payload } of deliveries) await takeWish(platform, scope, payload);
    }),
    onMessage(memberLeft, async (scope, deliveries) => {
      for (const { payload } of deliveries) await endOfMember(platform, scope, payload);
    }),
    onMessage(membersMerged, async (scope, deliveries) => {
      for (const { payload } of deliveries) {
        await followMerge(platform, scope, payload);
        await followMergeOfCards(platform, connectors, scope, payload);
      }
    }),
  ];
}
