import { payableChanged, payableClosed, payableOpened, payableSettled } from '@tsudoi/shared/queue/billing.messages';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type MessageHandler, onMessage } from '@tsudoi/shared/service/consumer';
import { voidForPayables } from '../charges/charge-void.service.ts';
import type { Connectors } from '../connectors/registry.ts';
import type { Platform } from '../platform/platform.ts';
import { changePayable, closePayables, openPayables } from './payable.repository.ts';

export function payableHandlers(platform: Platform, connectors: Connectors): MessageHandler[] {
  const db = platform.databases.payments;
  return [
    onMessage(payableOpened, async (scope, deliveries) => {
      await openPayables(
        db,
        scope,
        deliveries.flatMap((delivery) => delivery.payload.payables),
      );
    }),
    onMessage(payableChanged, async (scope, deliveries) => {
      for (const { payload } of deliveries) await changePayable(db, scope, payload.payable, payload.revision);
    }),
    onMessage(payableClosed, async (scope, deliveries) => {
      const payableIds = deliveries.flatMap((delivery) => delivery.payload.payableIds);
      const all = await closePayables(db, scope, payableIds);
      await voidForPayables(platform, connectors, scope, payableIds);
      if (!all) throw new DomainError('IN_PROGRESS');
    }),
    onMessage(payableSettled, async (scope, deliveries) => {
      for (const { payload } of deliveries)
        await voidForPayables(platform, connectors, scope, payload.payableIds, new Date(payload.settledAt));
    }),
  ];
}
