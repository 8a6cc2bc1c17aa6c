import { type Migration, dropIndexes } from '@tsudoi/shared/service/mongo';
import { createTermIndexes, membershipTermCollection } from './membership-term.repository.ts';
import { createConsentIndexes, renewalConsentCollection } from './renewal-consent.repository.ts';
import { createSettingsIndexes } from './renewal-settings.repository.ts';
import { createRenewalIndexes, renewalCollection } from './renewal.repository.ts';

export const migrations: readonly Migration[] = [
  {
    id: '2026-11-27-renewals',
    async run(db) {
      for (const name of [membershipTermCollection, renewalCollection, renewalConsentCollection, 'renewal_settings']) {
        if ((await db.listCollections({ name }).toArray()).length === 0) await db.createCollection(name);
      }
      await createTermIndexes(db);
      await createRenewalIndexes(db);
      await createConsentIndexes(db);
      await createSettingsIndexes(db);
    },
  },
  {
    // A row is found by organisation and id: both in one index (docs/decisions/0008).
    id: '2026-11-27-terms-by-row',
    async run(db) {
      await db.collection('membership_terms').createIndexes([{ key: { orgId: 1, _id: 1 }, name: 'row' }]);
    },
  },
  {
    // The round looks at the settings of every type, with terms or without (docs/decisions/0043).
    id: '2026-11-29-settings-of-every-type',
    async run(db) {
      await dropIndexes(db.collection('renewal_settings'), ['terms']);
    },
  },
];
