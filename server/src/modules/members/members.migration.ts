import type { Migration } from '@tsudoi/shared/service/mongo';
import { createDismissalIndexes } from './duplicate.repository.ts';
import { createImportJobIndexes } from './import-job.repository.ts';
import { countTalliesAnew } from './member-tally.repository.ts';
import { createMemberIndexes, deriveListFields, dropFormerIndexes } from './member.repository.ts';
import { createSavedViewIndexes } from './saved-view.repository.ts';
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
  // Lists of a hundred thousand: what they are sorted, filtered and searched by is kept with each member.
  {
    id: '2026-11-26-members-lists',
    async run(db) {
      await deriveListFields(db);
      await dropFormerIndexes(db);
      await createMemberIndexes(db);
      await countTalliesAnew(db);
    },
  },
  { id: '2026-11-26-members-saved-views', run: createSavedViewIndexes },
  { id: '2026-11-26-members-duplicates', run: createDismissalIndexes },
];
