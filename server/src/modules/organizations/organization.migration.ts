import type { Migration } from '@tsudoi/shared/service/mongo';
import { createOrganizationIndexes, createStatusIndexes } from './organization.repository.ts';

export const migrations: readonly Migration[] = [
  { id: '2026-11-24-organization-indexes', run: createOrganizationIndexes },
  { id: '2026-11-27-organization-status', run: createStatusIndexes },
  {
    // Organisations from before there were rules for log-ins.
    id: '2026-11-26-organization-security',
    async run(db) {
      await db
        .collection('organizations')
        .updateMany({ passwordPolicy: { $exists: false } }, { $set: { passwordPolicy: 'open', secondStepRequired: false } });
    },
  },
];
