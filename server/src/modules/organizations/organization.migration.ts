import type { Migration } from '@tsudoi/shared/service/mongo';
import { createOrganizationIndexes } from './organization.repository.ts';

export const migrations: readonly Migration[] = [{ id: '2026-11-24-organization-indexes', run: createOrganizationIndexes }];
