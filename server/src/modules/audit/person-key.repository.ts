import type { OrgId } from '@tsudoi/shared/kernel/ids';
import { isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Db } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';

/** The key under which the values of one person stand in the log. Taking it away makes them unreadable for ever. */
interface PersonKeyDocument {
  _id: string;
  orgId: OrgId;
  /** The key itself, wrapped with a secret that is not in the database. */
  wrapped: string;
}

const name = 'person_keys';

export async function findPersonKeys(db: Db, scope: OrgScope, personIds: readonly string[]): Promise<Map<string, string>> {
  if (personIds.length === 0) return new Map();
  const rows = await tenantCollection<PersonKeyDocument>(db, scope, name)
    .find({ _id: { $in: [...personIds] } })
    .toArray();
  return new Map(rows.map((row) => [row._id, row.wrapped]));
}

/** Adds keys where there are none; of two who do at once, one wins. Never in a transaction: a key without values harms nobody. */
export async function insertPersonKeys(db: Db, scope: OrgScope, keys: ReadonlyMap<string, string>): Promise<void> {
  const rows = [...keys].map(([_id, wrapped]): PersonKeyDocument => ({ _id, orgId: scope.orgId, wrapped }));
  try {
    await tenantCollection<PersonKeyDocument>(db, scope, name).insert(rows, { ordered: false });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
}

export async function createPersonKeyIndexes(db: Db): Promise<void> {
  await db.collection(name).createIndexes([{ key: { orgId: 1, _id: 1 }, name: 'person' }]);
}
