import type { Migration } from '@tsudoi/shared/service/mongo';
import { createLoginAttemptIndexes } from './login-delay.service.ts';
import { createMailTokenIndexes } from './mail-token.service.ts';
import { createMemberAccountIndexes } from './member-account.repository.ts';
import { createOrgUserIndexes } from './org-user.repository.ts';
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
  {
    // Every request looks for its session by organisation and id (docs/decisions/0008).
    id: '2026-11-26-sessions-by-row',
    async run(db) {
      await db.collection('sessions').createIndexes([{ key: { orgId: 1, _id: 1 }, name: 'row' }]);
    },
  },
];
