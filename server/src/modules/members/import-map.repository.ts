import { createHash } from 'node:crypto';
import type { ImportTarget } from '@tsudoi/shared/contracts/members/member-import.contract';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Db } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { foldHeading } from './import-heading.rules.ts';
import { type ImportMapDocument, importMapCollection } from './import-map.model.ts';

const maps = (db: Db, scope: OrgScope) => tenantCollection<ImportMapDocument>(db, scope, importMapCollection);

/** The same headings in the same order are the same kind of file, however they are spaced. */
const keyOf = (scope: OrgScope, headings: readonly string[]): string =>
  `${scope.orgId}:${createHash('sha256').update(headings.map(foldHeading).join('\u0001')).digest('base64url')}`;

export function findMap(db: Db, scope: OrgScope, headings: readonly string[]): Promise<ImportMapDocument | null> {
  return maps(db, scope).findOne({ _id: keyOf(scope, headings) });
}

/** What was chosen for single headings in the files of late, newest first. */
export async function knownHeadings(db: Db, scope: OrgScope): Promise<Map<string, ImportTarget>> {
  const known = new Map<string, ImportTarget>();
  for (const map of await maps(db, scope).find({}).sort({ usedAt: -1 }).limit(20).toArray())
    for (const [at, heading] of map.headings.entries()) {
      const folded = foldHeading(heading);
      if (folded !== '' && !known.has(folded)) known.set(folded, map.targets[at] ?? 'ignore');
    }
  return known;
}

export async function rememberMap(db: Db, scope: OrgScope, map: Omit<ImportMapDocument, '_id' | 'orgId'>): Promise<void> {
  const { headings, targets, match, emptyClears, usedAt } = map;
  await maps(db, scope).findOneAndUpdate(
    { _id: keyOf(scope, headings) },
    { $set: { headings, targets, match, emptyClears, usedAt } },
    undefined,
    true,
  );
}

export async function createImportMapIndexes(db: Db): Promise<void> {
  await db.collection(importMapCollection).createIndexes([{ key: { orgId: 1, usedAt: -1 }, name: 'latest' }]);
}
