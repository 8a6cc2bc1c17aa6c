import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Db } from 'mongodb';
import { type TenantDocument, tenantCollection } from '../../platform/tenant-collection.ts';

/** All rows of a collection of one organisation, by one cursor and a batch at a time. */
export async function* streamRows(db: Db, scope: OrgScope, name: string): AsyncGenerator<readonly TenantDocument[]> {
  const cursor = tenantCollection<TenantDocument>(db, scope, name).find({}, { batchSize: 500 });
  try {
    while (await cursor.hasNext()) yield cursor.readBufferedDocuments() as TenantDocument[];
  } finally {
    await cursor.close();
  }
}
