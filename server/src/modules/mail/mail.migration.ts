import type { Migration } from '@tsudoi/shared/service/mongo';

export const migrations: readonly Migration[] = [
  {
    id: '2026-11-24-mails-indexes',
    async run(db) {
      if ((await db.listCollections({ name: 'mails' }).toArray()).length === 0) await db.createCollection('mails');
      await db.collection('mails').createIndexes([
        { key: { orgId: 1, idempotencyKey: 1 }, name: 'one_per_key', unique: true },
        // The sender serves all organisations, so its two queues do not start with one; they are not unique.
        { key: { state: 1, nextAt: 1 }, name: 'due', partialFilterExpression: { state: 'waiting' } },
        { key: { state: 1, leaseUntil: 1 }, name: 'leases', partialFilterExpression: { state: 'sending' } },
      ]);
    },
  },
];
