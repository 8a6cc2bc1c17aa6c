import type { OrgId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { Db } from 'mongodb';

/** What the screening lets an organisation take money by, as the server has told last. */
interface AllowedMethodsRow {
  _id: OrgId;
  orgId: OrgId;
  methods: string[];
  revision: number;
}

const rows = (db: Db) => db.collection<AllowedMethodsRow>('allowed_methods');

export async function findAllowed(db: Db, scope: OrgScope): Promise<readonly string[]> {
  return (await rows(db).findOne({ orgId: scope.orgId }))?.methods ?? [];
}

/** A lower revision is older news, whatever came first. */
export async function keepAllowed(db: Db, scope: OrgScope, methods: readonly string[], revision: number): Promise<void> {
  const { orgId } = scope;
  const change = { $set: { methods: [...methods], revision } };
  const { matchedCount } = await rows(db).updateOne({ orgId, revision: { $lt: revision } }, change);
  if (matchedCount > 0) return;
  try {
    await rows(db).insertOne({ _id: orgId, orgId, methods: [...methods], revision });
  } catch (error) {
    // There is a row and it is newer, or one came in at this moment.
    if (!isDuplicateKey(error)) throw error;
    await rows(db).updateOne({ orgId, revision: { $lt: revision } }, change);
  }
}

export async function createAllowedMethodIndexes(db: Db): Promise<void> {
  await rows(db).createIndexes([{ key: { orgId: 1, revision: 1 }, name: 'revision' }]);
}
