import type { Migration } from '@tsudoi/shared/service/mongo';
import { createAuditIndexes } from './audit.repository.ts';

export const migrations: readonly Migration[] = [{ id: '2026-11-24-audit-indexes', run: createAuditIndexes }];
