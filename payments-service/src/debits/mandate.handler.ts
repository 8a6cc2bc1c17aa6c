import { debitWished, memberLeft, membersMerged } from '@tsudoi/shared/queue/member.messages';
import { type MessageHandler, onMessage } from '@tsudoi/shared/service/consumer';
import type { Platform } from '../platform/platform.ts';
import { endOfMember, followMerge, takeWish } from './mandate-fate.service.ts';

/** What becomes of a member becomes of their mandate; each message may come more than once. */
export function mandateHandlers(platform: Platform): MessageHandler[] {
  return [
    onMessage(debitWished, async (scope, deliveries) => {
      for (const { payload } of deliveries) await takeWish(platform, scope, payload);
    }),
    onMessage(memberLeft, async (scope, deliveries) => {
      for (const { payload } of deliveries) await endOfMember(platform, scope, payload);
    }),
    onMessage(membersMerged, async (scope, deliveries) => {
      for (const { payload } of deliveries) await followMerge(platform, scope, payload);
    }),
  ];
}
