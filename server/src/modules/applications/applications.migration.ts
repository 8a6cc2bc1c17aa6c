import type { Migration } from '@tsudoi/shared/service/mongo';
import { createMailTurnIndexes } from '../../platform/mail-turns.ts';
import { createDraftIndexes } from './application-draft.repository.ts';
import { createApplicationIndexes, createPaysAheadIndexes } from './application.repository.ts';
import { createSignedFormIndexes } from './signed-form.repository.ts';
import { createJoiningIndexes } from './joining-settings.repository.ts';

export const migrations: readonly Migration[] = [
  {
    id: '2026-11-26-applications-indexes',
    async run(db) {
      await createApplicationIndexes(db);
      await createMailTurnIndexes(db);
      await createDraftIndexes(db);
      await createJoiningIndexes(db);
    },
  },
  { id: '2026-11-26-signed-forms', run: createSignedFormIndexes },
  { id: '2026-11-27-applications-pay-ahead', run: createPaysAheadIndexes },
  {
    // A row is found by organisation and id: both in one index (docs/decisions/0008).
    id: '2026-11-27-applications-by-row',
    async run(db) {
      for (const name of ['applications', 'applicant_addresses', 'application_drafts'])
        await db.collection(name).createIndexes([{ key: { orgId: 1, _id: 1 }, name: 'row' }]);
    },
  },
];
