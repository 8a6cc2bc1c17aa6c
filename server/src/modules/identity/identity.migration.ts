import type { Migration } from '@tsudoi/shared/service/mongo';
import { createLoginAttemptIndexes } from './login-delay.service.ts';
import { createMailTokenIndexes } from './mail-token.service.ts';
import { createMemberAccountIndexes } from './member-account.repository.ts';
import { createOrgUserIndexes, fillOrgUserAccess } from './org-user.repository.ts';
import { createSessionIndexes } from './session.repository.ts';

export const migrations: readonly Migration[] = [
  {
    id: '2026-11-24-identity-indexes',
    async run(db) {
      await createLoginAttemptIndexes(db);
      await createMailTokenIndexes(db);
      await createMemberAccountIndexes(db);
      await createOrgUserIndexes(db);
      await createSessionIndexes(db);
    },
  },
  { id: '2026-11-26-org-user-access', run: (db) => fillOrgUserAccess(db) },
];
