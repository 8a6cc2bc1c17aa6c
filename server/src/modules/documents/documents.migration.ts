import type { Migration } from '@tsudoi/shared/service/mongo';
import { createPaperJobIndexes, createPaperLaneIndexes } from './paper-job.repository.ts';
import { counterpartyKey } from './paper.rules.ts';
import type { ReceiptDocument } from './receipt.repository.ts';

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
  {
    id: '2026-11-26-papers',
    async run(db) {
      for (const name of ['papers', 'paper_settings', 'paper_jobs']) {
        if ((await db.listCollections({ name }).toArray()).length === 0) await db.createCollection(name);
      }
      await db.collection('papers').createIndexes([
        { key: { orgId: 1, number: 1 }, name: 'number', unique: true },
        {
          key: { orgId: 1, billId: 1, kind: 1, voided: 1 },
          name: 'one_live_invoice',
          unique: true,
          partialFilterExpression: { kind: 'invoice', voided: false },
        },
        { key: { orgId: 1, _id: 1, fileKey: 1 }, name: 'row' },
        { key: { orgId: 1, receiptId: 1, kind: 1 }, name: 'returns' },
        { key: { orgId: 1, memberId: 1 }, name: 'member' },
        { key: { orgId: 1, kind: 1, datedOn: 1, _id: 1, amount: 1, counterparty: 1 }, name: 'search' },
      ]);
      await db.collection('paper_settings').createIndexes([{ key: { orgId: 1, _id: 1, version: 1 }, name: 'row' }]);
      await db
        .collection('receipts')
        .createIndexes([{ key: { orgId: 1, datedOn: 1, _id: 1, amount: 1, counterparty: 1 }, name: 'search' }]);
      await createPaperJobIndexes(db);
    },
  },
  {
    // What receipts are searched by stood in their contents only.
    id: '2026-11-26-receipts-searchable',
    async run(db) {
      const receipts = db.collection<ReceiptDocument>('receipts');
      for await (const { _id, content, copies } of receipts.find({ datedOn: { $exists: false } })) {
        const counterparty = counterpartyKey(content.addressee, ...copies.map(({ addressee }) => addressee), content.memberNumber);
        await receipts.updateOne({ _id }, { $set: { amount: content.amount, datedOn: content.receivedOn, counterparty } });
      }
    },
  },
  {
    id: '2026-11-26-payer-invoices',
    async run(db) {
      await db.collection('papers').createIndexes([
        {
          key: { orgId: 1, payLinkId: 1, kind: 1, voided: 1 },
          name: 'one_live_payer_invoice',
          unique: true,
          partialFilterExpression: { kind: 'payer_invoice', voided: false },
        },
      ]);
    },
  },
  {
    // Looks by id, and names bytes, all of it in one index (docs/decisions/0008).
    id: '2026-11-26-receipts-by-row',
    async run(db) {
      await db.collection('receipts').createIndexes([{ key: { orgId: 1, _id: 1, fileKey: 1 }, name: 'row' }]);
    },
  },
  {
    // What belongs to bills by the hundred: all that is equal first, the list last (docs/decisions/0052).
    id: '2026-11-27-papers-of-bills',
    async run(db) {
      await db.collection('receipts').createIndexes([{ key: { orgId: 1, billId: 1, _id: 1 }, name: 'of_bills' }]);
      await db.collection('papers').createIndexes([{ key: { orgId: 1, kind: 1, voided: 1, billId: 1 }, name: 'of_bills' }]);
    },
  },
  { id: '2026-11-28-paper-lane', run: createPaperLaneIndexes },
  {
    // Money that was given back looks for the invoice by which it had been paid, replaced or not.
    id: '2026-11-29-payer-invoices-of-links',
    async run(db) {
      await db.collection('papers').createIndexes([{ key: { orgId: 1, kind: 1, payLinkId: 1 }, name: 'of_links' }]);
    },
  },
];
