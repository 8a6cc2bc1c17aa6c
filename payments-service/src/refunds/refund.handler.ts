import { type MessageHandler, onMessage } from '@tsudoi/shared/service/consumer';
import { refundWanted } from '@tsudoi/shared/queue/refund.messages';
import type { Connectors } from '../connectors/registry.ts';
import type { Inbox } from '../inbox/inbox.service.ts';
import type { Platform } from '../platform/platform.ts';
import { carryOutRefund } from './refund.service.ts';

export function refundHandlers(platform: Platform, connectors: Connectors, inbox: Inbox): MessageHandler[] {
  return [
    onMessage(refundWanted, async (scope, deliveries) => {
      for (const { payload } of deliveries) await carryOutRefund(platform, connectors, inbox, scope, payload);
    }),
  ];
}
