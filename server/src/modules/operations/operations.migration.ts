import type { Migration } from '@tsudoi/shared/service/mongo';
import { createOperatorIndexes } from './operator.repository.ts';
import { createOperatorSessionIndexes } from './operator-session.repository.ts';
import { createRecoveryIndexes } from './recovery.repository.ts';

export const migrations: readonly Migration[] = [
  { id: '2026-11-27-owner-recoveries', run: createRecoveryIndexes },
  {
    id: '2026-11-27-operators',
    async run(db) {
      await createOperatorIndexes(db);
      await createOperatorSessionIndexes(db);
    },
  },
];
