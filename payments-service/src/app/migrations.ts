import type { Migration } from '@tsudoi/shared/service/mongo';
import { createOutboxIndexes } from '@tsudoi/shared/service/outbox';
import { createAccountIndexes } from '../accounts/account.repository.ts';
import { createChargeIndexes } from '../charges/charge.repository.ts';
import { createInboxIndexes, createInboxRepeatIndexes } from '../inbox/inbox.repository.ts';
import { createPayableIndexes } from '../payables/payable.repository.ts';
import { createDiscrepancyIndexes } from '../reconciliation/discrepancy.repository.ts';

export const migrations: readonly Migration[] = [
  {
    id: '2026-11-24-payments-indexes',
    async run(db) {
      await createAccountIndexes(db);
      await createChargeIndexes(db);
      await createInboxIndexes(db);
      await createPayableIndexes(db);
      await createDiscrepancyIndexes(db);
      await createOutboxIndexes(db);
    },
  },
  { id: '2026-11-26-inbox-repeats', run: createInboxRepeatIndexes },
];
