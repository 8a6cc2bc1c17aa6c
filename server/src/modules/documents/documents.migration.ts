import type { Migration } from '@tsudoi/shared/service/mongo';

export const migrations: readonly Migration[] = [
  {
    id: '2026-11-24-receipts-indexes',
    async run(db) {
      if ((await db.listCollections({ name: 'receipts' }).toArray()).length === 0) await db.createCollection('receipts');
      await db.collection('receipts').createIndexes([
        { key: { orgId: 1, number: 1 }, name: 'number', unique: true },
        { key: { orgId: 1, billId: 1 }, name: 'one_live_receipt', unique: true, partialFilterExpression: { voided: false } },
        { key: { orgId: 1, memberId: 1, _id: -1 }, name: 'member' },
      ]);
    },
  },
];
