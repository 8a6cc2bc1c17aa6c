import type { Migration } from '@tsudoi/shared/service/mongo';
import { createImportJobIndexes } from './import-job.repository.ts';
import { createCustomFieldIndexes } from './custom-field.repository.ts';
import { createMemberSettingsIndexes } from './member-settings.repository.ts';
import { createMemberIndexes, nameKinds } from './member.repository.ts';
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
  { id: '2026-11-26-custom-fields', run: createCustomFieldIndexes },
  { id: '2026-11-26-member-settings', run: createMemberSettingsIndexes },
  { id: '2026-11-26-member-kinds', run: nameKinds },
];
