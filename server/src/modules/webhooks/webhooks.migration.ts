import type { Migration } from '@tsudoi/shared/service/mongo';
import { createDeliveryClaimIndexes, createDeliveryIndexes, createDeliveryTurnIndexes } from './webhook-delivery.repository.ts';
import { createEndpointIndexes } from './webhook-endpoint.repository.ts';

export const migrations: readonly Migration[] = [
  {
    id: '2026-11-26-webhooks',
    async run(db) {
      for (const name of ['webhook_endpoints', 'webhook_deliveries']) {
        if ((await db.listCollections({ name }).toArray()).length === 0) await db.createCollection(name);
      }
      await createEndpointIndexes(db);
      await createDeliveryIndexes(db);
    },
  },
  { id: '2026-11-27-webhook-claims', run: createDeliveryClaimIndexes },
  { id: '2026-11-28-webhook-turns', run: createDeliveryTurnIndexes },
];
