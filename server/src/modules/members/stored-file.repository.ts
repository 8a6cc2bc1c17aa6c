import type { FileId, MemberId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db, Filter } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import type { MemberDocument } from './member.repository.ts';
import { isNamed } from './stored-file.rules.ts';
import { type FileState, type StoredFileDocument, storedFileCollection } from './stored-file.model.ts';

export { type FileState, type StoredFileDocument, storedFileCollection } from './stored-file.model.ts';

const collection = (db: Db, scope: OrgScope) => tenantCollection<StoredFileDocument>(db, scope, storedFileCollection);

export async function insertFile(db: Db, scope: OrgScope, file: StoredFileDocument): Promise<void> {
  await collection(db, scope).insert([file]);
}

export function findFile(db: Db, scope: OrgScope, fileId: FileId, session?: ClientSession): Promise<StoredFileDocument | null> {
  return collection(db, scope).findOne({ _id: fileId }, session);
}

export function findFiles(db: Db, scope: OrgScope, fileIds: readonly FileId[]): Promise<StoredFileDocument[]> {
  return collection(db, scope)
    .find({ _id: { $in: [...fileIds] } })
    .toArray();
}

/** How many of somebody's files wait, up to `most`. */
export function countWaiting(db: Db, scope: OrgScope, uploadedBy: string, most: number): Promise<number> {
  return collection(db, scope).count({ uploadedBy, state: 'waiting' }, most);
}

/** False when it is not in one of the states given any more. */
export async function moveFile(
  db: Db,
  scope: OrgScope,
  fileId: FileId,
  from: readonly FileState[],
  change: Pick<StoredFileDocument, 'state' | 'at'> & Partial<Pick<StoredFileDocument, 'memberId'>>,
  session?: ClientSession,
): Promise<boolean> {
  const filter = { _id: fileId, state: { $in: [...from] } };
  return (await collection(db, scope).updateOne(filter, { $set: change }, session)).matchedCount === 1;
}

export async function forgetFile(db: Db, scope: OrgScope, fileId: FileId): Promise<void> {
  await collection(db, scope).deleteMany({ _id: fileId });
}

/** The record that has the value; one that became part of another has nothing more to say. Seldom asked, and without an index of its own. */
export async function recordWith(db: Db, scope: OrgScope, purpose: string, value: string): Promise<MemberId | null> {
  const filter = { [`custom.${purpose}`]: value, mergedInto: null } as Filter<MemberDocument>;
  return (await tenantCollection<MemberDocument>(db, scope, 'members').findOne(filter))?._id ?? null;
}

/** What is or was on somebody's record. */
export function filesOfMember(db: Db, scope: OrgScope, memberId: MemberId, session: ClientSession): Promise<StoredFileDocument[]> {
  return collection(db, scope)
    .find({ memberId, state: { $in: ['kept', 'released'] } }, { session })
    .toArray();
}

/** Every file that is on somebody's record, a batch at a time. */
export async function* keptFiles(db: Db, scope: OrgScope): AsyncGenerator<StoredFileDocument[]> {
  const cursor = collection(db, scope).find({ state: 'kept' }, { batchSize: 100 });
  try {
    while (await cursor.hasNext()) yield cursor.readBufferedDocuments();
  } finally {
    await cursor.close();
  }
}

/** Over all organisations, for the sweep: what has been in a state since before `until`. */
export function filesSince(db: Db, state: FileState, until: Date, most: number): Promise<StoredFileDocument[]> {
  return db
    .collection<StoredFileDocument>(storedFileCollection)
    .find({ state, at: { $lt: until } })
    .limit(most)
    .toArray();
}

/** A member's files whose bytes are to be deleted. */
export function filesLeaving(db: Db, scope: OrgScope, memberId: MemberId): Promise<StoredFileDocument[]> {
  return collection(db, scope).find({ memberId, state: 'leaving' }).toArray();
}

/** Over all organisations, for the sweep: what is kept of members whose record is gone, and some of what no record names. */
export async function filesOnNoRecord(db: Db): Promise<Record<'ofNobody' | 'unnamed', StoredFileDocument[]>> {
  const members = db.collection<Pick<MemberDocument, '_id' | 'custom'>>('members');
  const [ofNobody, unnamed]: [StoredFileDocument[], StoredFileDocument[]] = [[], []];
  const cursor = db.collection<StoredFileDocument>(storedFileCollection).find({ state: 'kept' }, { batchSize: 500 });
  while (await cursor.hasNext()) {
    const files = cursor.readBufferedDocuments();
    const ids = [...new Set(files.flatMap(({ memberId }) => memberId ?? []))];
    const found = await members.find({ _id: { $in: ids } }, { projection: { custom: 1 } }).toArray();
    const records = new Map(found.map(({ _id, custom = {} }) => [_id, custom]));
    for (const file of files) {
      const record = file.memberId && records.get(file.memberId);
      if (file.memberId !== null && !record) ofNobody.push(file);
      if (record && unnamed.length < 500 && !isNamed(file, record)) unnamed.push(file);
    }
  }
  return { ofNobody, unnamed };
}

export async function createStoredFileIndexes(db: Db): Promise<void> {
  await db.collection(storedFileCollection).createIndexes([
    { key: { orgId: 1, uploadedBy: 1, state: 1 }, name: 'organization_uploader' },
    { key: { orgId: 1, memberId: 1, state: 1 }, name: 'organization_member' },
    // The sweep works for all organisations.
    { key: { state: 1, at: 1 }, name: 'state' },
  ]);
}
