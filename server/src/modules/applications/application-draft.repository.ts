import { createHash } from 'node:crypto';
import { isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { type DraftDocument, draftCollection } from './application-draft.model.ts';

const draftDays = 30;
const draftMs = draftDays * 86_400_000;

/** Addresses of people who have not applied yet are kept as hashes. */
export const draftKey = (scope: OrgScope, owner: string): string =>
  `${scope.orgId}:${createHash('sha256').update(owner).digest('base64url')}`;

const drafts = (db: Db, scope: OrgScope) => tenantCollection<DraftDocument>(db, scope, draftCollection);

export const findDraft = (db: Db, scope: OrgScope, owner: string, now: Date) => findDraftUnder(db, scope, draftKey(scope, owner), now);

export async function findDraftUnder(db: Db, scope: OrgScope, key: string, now: Date): Promise<DraftDocument | null> {
  const draft = await drafts(db, scope).findOne({ _id: key });
  return draft && now.getTime() - draft.savedAt.getTime() < draftMs ? draft : null;
}

export async function saveDraft(
  db: Db,
  scope: OrgScope,
  owner: string,
  draft: Pick<DraftDocument, 'values' | 'sentType' | 'savedAt'>,
): Promise<void> {
  const _id = draftKey(scope, owner);
  const save = () => drafts(db, scope).findOneAndUpdate({ _id }, { $set: draft }, undefined, true);
  try {
    await save();
  } catch (error) {
    // Two first savings at the same moment: the second finds the row of the first.
    if (!isDuplicateKey(error)) throw error;
    await save();
  }
}

export async function dropDraft(db: Db, scope: OrgScope, owner: string, session: ClientSession): Promise<void> {
  await drafts(db, scope).deleteMany({ _id: draftKey(scope, owner) }, session);
}

export async function createDraftIndexes(db: Db): Promise<void> {
  await db.collection(draftCollection).createIndexes([{ key: { savedAt: 1 }, name: 'ttl', expireAfterSeconds: draftDays * 86_400 }]);
}
