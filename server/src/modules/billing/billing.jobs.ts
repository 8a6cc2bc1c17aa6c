import { membersNamed } from '@tsudoi/shared/queue/member.messages';
import { type MessageHandler, onMessage } from '@tsudoi/shared/service/consumer';
import type { Platform } from '../../platform/platform.ts';
import { nameBillsAnew } from './bill-member.service.ts';

/** What bills are told of by what came before them. */
export function handlers(platform: Platform): MessageHandler[] {
  return [
    onMessage(membersNamed, async (scope, deliveries) => {
      for (const { payload } of deliveries) await nameBillsAnew(platform, scope, payload);
    }),
  ];
}
