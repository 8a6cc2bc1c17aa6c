import type { Migration } from '@tsudoi/shared/service/mongo';
import { createImportJobIndexes, createImportPlanIndexes } from './import-job.repository.ts';
import { createImportMapIndexes } from './import-map.repository.ts';
import { createMemberIndexes } from './member.repository.ts';
import { createMembershipTypeIndexes } from './membership-type.repository.ts';

export const migrations: readonly Migration[] = [
  {
    id: '2026-11-24-members-indexes',
    async run(db) {
      await createMemberIndexes(db);
      await createMembershipTypeIndexes(db);
      await createImportJobIndexes(db);
    },
  },
  // Who has an address is asked with every application.
  { id: '2026-11-26-members-contact-email', run: createMemberIndexes },
  {
    id: '2026-11-26-members-import-plans',
    async run(db) {
      await createImportPlanIndexes(db);
      await createImportMapIndexes(db);
    },
  },
];
