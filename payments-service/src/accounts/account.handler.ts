import { methodsAllowed } from '@tsudoi/shared/queue/screening.messages';
import { type MessageHandler, onMessage } from '@tsudoi/shared/service/consumer';
import type { Platform } from '../platform/platform.ts';
import { keepAllowed } from './allowed-method.repository.ts';

export function accountHandlers(platform: Platform): MessageHandler[] {
  return [
    onMessage(methodsAllowed, async (scope, deliveries) => {
      for (const { payload } of deliveries) await keepAllowed(platform.databases.payments, scope, payload.methods, payload.revision);
    }),
  ];
}
