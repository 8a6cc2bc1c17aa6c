import type { Migration } from '@tsudoi/shared/service/mongo';
import { createRecoveryIndexes } from './recovery.repository.ts';

export const migrations: readonly Migration[] = [{ id: '2026-11-27-owner-recoveries', run: createRecoveryIndexes }];
