import { type Migration, dropIndexes } from '@tsudoi/shared/service/mongo';
import { mailPurposes } from '../../platform/mail-outbox.ts';
import { bouncedAddressCollection } from '../../platform/bounced-addresses.ts';
import { createBouncedAddressIndexes } from './bounced-address.repository.ts';

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
  {
    // What claims and ends a mail, all of it in one index (docs/decisions/0008).
    id: '2026-11-26-mails-by-row',
    async run(db) {
      await db.collection('mails').createIndexes([
        { key: { _id: 1, state: 1, nextAt: 1 }, name: 'row_due' },
        { key: { _id: 1, claim: 1, state: 1 }, name: 'row_claim' },
      ]);
    },
  },
  {
    id: '2026-11-27-bounced-addresses',
    async run(db) {
      if ((await db.listCollections({ name: bouncedAddressCollection }).toArray()).length === 0)
        await db.createCollection(bouncedAddressCollection);
      await createBouncedAddressIndexes(db);
    },
  },
  {
    // All that is equal first, lists of ids last (docs/decisions/0052).
    id: '2026-11-27-mail-claims',
    async run(db) {
      await db.collection('mails').createIndexes([{ key: { state: 1, claim: 1, _id: 1 }, name: 'claim_rows' }]);
      await dropIndexes(db.collection('mails'), ['row_due', 'row_claim']);
    },
  },
  {
    // Two lanes: what is urgent, and each organisation in turn (docs/decisions/0082).
    id: '2026-11-28-mail-lanes',
    async run(db) {
      await db.collection('mails').createIndexes([
        { key: { urgent: 1, state: 1, nextAt: 1 }, name: 'urgent', partialFilterExpression: { urgent: true } },
        { key: { state: 1, orgId: 1, nextAt: 1 }, name: 'turn' },
      ]);
    },
  },
  {
    // What was given up before its words were forgotten at the end of every mail (security.md G14).
    id: '2026-11-28-mails-given-up-forget',
    async run(db) {
      const secret = Object.entries(mailPurposes).flatMap(([purpose, kind]) => (kind === 'secret' ? [purpose] : []));
      for (const state of ['failed', 'dropped'])
        await db.collection('mails').updateMany({ state, purpose: { $in: secret } }, { $set: { text: '', link: null } });
    },
  },
];
