import type { Migration } from '@tsudoi/shared/service/mongo';
import { createAuditIndexes } from './audit.repository.ts';
import { createMemberReadIndexes } from './member-read.repository.ts';
import { createPersonKeyIndexes } from './person-key.repository.ts';
import { createSealIndexes } from './seal.repository.ts';

export const migrations: readonly Migration[] = [
  { id: '2026-11-24-audit-indexes', run: createAuditIndexes },
  { id: '2026-11-26-audit-person-keys', run: createPersonKeyIndexes },
  { id: '2026-11-26-audit-seals', run: createSealIndexes },
  { id: '2026-11-27-audit-reads', run: createMemberReadIndexes },
];
