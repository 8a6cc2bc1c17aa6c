import { importDays } from '@tsudoi/shared/contracts/members/member-import.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { ImportJobId, OrgId } from '@tsudoi/shared/kernel/ids';
import { dropIndexes } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { promisify } from 'node:util';
import { deflateRaw, inflateRawSync } from 'node:zlib';
import { type ClientSession, type Db, type Filter, Binary } from 'mongodb';
import { freeAt, isFree } from '../../platform/leased-jobs.ts';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import {
  type ImportChunkDocument,
  type ImportJobDocument,
  type ImportOutcomeDocument,
  type ImportPart,
  type ImportPartDocument,
  importChunkCollection,
  importJobCollection,
  importOutcomeCollection,
  importPartCollection,
} from './import-job.model.ts';

export type { ImportJobDocument, ImportOutcomeDocument, ImportPart, KindCounts } from './import-job.model.ts';

const jobs = (db: Db, scope: OrgScope) => tenantCollection<ImportJobDocument>(db, scope, importJobCollection);
const chunks = (db: Db, scope: OrgScope) => tenantCollection<ImportChunkDocument>(db, scope, importChunkCollection);
const parts = (db: Db, scope: OrgScope) => tenantCollection<ImportPartDocument>(db, scope, importPartCollection);
const outcomes = (db: Db, scope: OrgScope) => tenantCollection<ImportOutcomeDocument>(db, scope, importOutcomeCollection);

const place = (jobId: ImportJobId, number: number): string => `${jobId}:${number}`;

export function insertImportJob(db: Db, scope: OrgScope, job: ImportJobDocument): Promise<void> {
  return jobs(db, scope).insert([job]);
}

/** @throws DomainError NOT_FOUND */
export async function getImportJob(db: Db, scope: OrgScope, jobId: ImportJobId): Promise<ImportJobDocument> {
  const job = await jobs(db, scope).findOne({ _id: jobId });
  if (!job) throw new DomainError('NOT_FOUND');
  return job;
}

export function latestImportJobs(db: Db, scope: OrgScope, limit: number): Promise<ImportJobDocument[]> {
  const projection = { fileName: 1, state: 1, total: 1, createdAt: 1, createdByName: 1 };
  return jobs(db, scope).find({}, { projection }).sort({ createdAt: -1 }).limit(limit).toArray();
}

/** A conditional move; null when the job was in another state by then. */
export function moveImportJob(
  db: Db,
  scope: OrgScope,
  jobId: ImportJobId,
  from: Filter<ImportJobDocument>,
  change: Partial<ImportJobDocument>,
  session?: ClientSession,
): Promise<ImportJobDocument | null> {
  return jobs(db, scope).findOneAndUpdate({ ...from, _id: jobId }, { $set: change }, session);
}

/** Takes the work of a job until `leaseUntil`; null while another process has it, or when there is none. */
export function claimImportJob(
  db: Db,
  scope: OrgScope,
  jobId: ImportJobId,
  realNow: Date,
  leaseUntil: Date,
): Promise<ImportJobDocument | null> {
  return jobs(db, scope).findOneAndUpdate({ _id: jobId, active: true, ...freeAt(realNow) } as Filter<ImportJobDocument>, {
    $set: { leaseUntil },
    $inc: { leaseToken: 1, claims: 1 },
  });
}

/** Writes how far a job is; false when the lease was lost: the writer must stop. */
export async function reportImport(
  db: Db,
  scope: OrgScope,
  job: Pick<ImportJobDocument, '_id' | 'leaseToken'>,
  change: Partial<ImportJobDocument>,
  session?: ClientSession,
): Promise<boolean> {
  const result = await jobs(db, scope).updateOne({ _id: job._id, leaseToken: job.leaseToken }, { $set: change }, session);
  return result.matchedCount === 1;
}

/** Jobs with work to do that nobody holds, of every organisation; platform work of the sweep. */
export async function abandonedImports(db: Db, realNow: Date): Promise<Pick<ImportJobDocument, '_id' | 'orgId'>[]> {
  const found = await db
    .collection<ImportJobDocument>(importJobCollection)
    .find({ orgId: { $gt: '' as OrgId }, active: true }, { projection: { _id: 1, orgId: 1, leaseUntil: 1 } })
    .limit(1000)
    .toArray();
  return found.filter((job) => isFree(job, realNow));
}

export function insertChunk(
  db: Db,
  scope: OrgScope,
  jobId: ImportJobId,
  number: number,
  bytes: Uint8Array,
  createdAt: Date,
): Promise<void> {
  return chunks(db, scope).insert([{ _id: place(jobId, number), orgId: scope.orgId, jobId, bytes: new Binary(bytes), createdAt }]);
}

/** The bytes of the file, piece by piece, the next one on its way while one is worked on. */
export async function* fileChunks(db: Db, scope: OrgScope, job: Pick<ImportJobDocument, '_id' | 'chunks'>): AsyncGenerator<Uint8Array> {
  const read = async (number: number) =>
    number < job.chunks ? chunks(db, scope).findOne({ jobId: job._id, _id: place(job._id, number) }) : null;
  let next = read(0);
  for (let number = 0; number < job.chunks; number += 1) {
    const chunk = await next;
    if (!chunk) throw new DomainError('NOT_FOUND');
    next = read(number + 1);
    next.catch(() => undefined);
    yield chunk.bytes.value();
  }
}

export async function deleteFile(db: Db, scope: OrgScope, jobId: ImportJobId): Promise<void> {
  await chunks(db, scope).deleteMany({ jobId });
}

const pack = promisify(deflateRaw);

/** Packed beside the main thread, which plans the next part meanwhile. */
export async function insertPart(db: Db, scope: OrgScope, { rows, ...part }: ImportPart): Promise<void> {
  const packed = new Binary(await pack(JSON.stringify(rows), { level: 1 }));
  await parts(db, scope).insert([{ ...part, packed, _id: place(part.jobId, part.part), orgId: scope.orgId }]);
}

export async function deleteParts(db: Db, scope: OrgScope, jobId: ImportJobId): Promise<void> {
  await parts(db, scope).deleteMany({ jobId });
}

/** @throws DomainError NOT_FOUND when the plan has been forgotten */
export async function getPart(db: Db, scope: OrgScope, jobId: ImportJobId, part: number): Promise<ImportPart> {
  const found = await parts(db, scope).findOne({ jobId, _id: place(jobId, part) });
  if (!found) throw new DomainError('NOT_FOUND');
  const { packed, createdAt } = found;
  return { jobId, part, createdAt, rows: JSON.parse(inflateRawSync(packed.value()).toString()) as ImportPart['rows'] };
}

export function findOutcome(
  db: Db,
  scope: OrgScope,
  jobId: ImportJobId,
  part: number,
  session?: ClientSession,
): Promise<ImportOutcomeDocument | null> {
  return outcomes(db, scope).findOne({ jobId, _id: place(jobId, part) }, session);
}

/** Which parts have been carried out, and taken back. */
export async function findOutcomes(db: Db, scope: OrgScope, jobId: ImportJobId): Promise<Map<number, ImportOutcomeDocument>> {
  const found = new Map<number, ImportOutcomeDocument>();
  for await (const row of outcomes(db, scope).find({ jobId }, { batchSize: 20 })) found.set(Number(row._id.split(':')[1]), row);
  return found;
}

export function insertOutcome(
  db: Db,
  scope: OrgScope,
  part: number,
  outcome: Omit<ImportOutcomeDocument, '_id' | 'orgId'>,
  session: ClientSession,
): Promise<void> {
  return outcomes(db, scope).insert([{ ...outcome, _id: place(outcome.jobId, part), orgId: scope.orgId }], { session });
}

/** False when the part was taken back before. */
export async function markUndone(
  db: Db,
  scope: OrgScope,
  jobId: ImportJobId,
  part: number,
  undo: ImportOutcomeDocument['undo'],
  session: ClientSession,
): Promise<boolean> {
  const named = { jobId, _id: place(jobId, part) };
  // What is not in the index is looked at here (docs/decisions/0008); who was faster makes the transaction begin anew.
  if ((await outcomes(db, scope).findOne(named, session))?.undo !== null) return false;
  return (await outcomes(db, scope).updateOne(named, { $set: { undo } }, session)).modifiedCount === 1;
}

const daySeconds = 86_400;

export async function createImportJobIndexes(db: Db): Promise<void> {
  await db.collection(importJobCollection).createIndexes([
    { key: { orgId: 1, _id: 1 }, name: 'job' },
    { key: { createdAt: 1 }, name: 'ttl', expireAfterSeconds: 7 * daySeconds },
  ]);
}

/** A plan may wait a week and be taken back for another; a day later nothing of the file is left. */
export async function createImportPlanIndexes(db: Db): Promise<void> {
  const kept = (2 * importDays + 1) * daySeconds;
  const jobCollection = db.collection(importJobCollection);
  // Checked files of the first way of importing, which held their rows themselves, are forgotten.
  await jobCollection.deleteMany({ orgId: { $gt: '' }, parts: { $exists: false } });
  await dropIndexes(jobCollection, ['ttl']);
  await jobCollection.createIndexes([
    { key: { orgId: 1, createdAt: -1 }, name: 'newest' },
    { key: { orgId: 1, active: 1 }, name: 'active', partialFilterExpression: { active: true } },
    { key: { createdAt: 1 }, name: 'ttl_plan', expireAfterSeconds: kept },
  ]);
  // Chunks are read by a check, parts and outcomes are written by one and by a run: two weeks and a day carry each to its end.
  for (const name of [importChunkCollection, importPartCollection, importOutcomeCollection])
    await db.collection(name).createIndexes([
      { key: { orgId: 1, jobId: 1, _id: 1 }, name: 'job' },
      { key: { createdAt: 1 }, name: 'ttl', expireAfterSeconds: kept },
    ]);
}

/**
 * The job is what all else hangs on: seven days for the checks, seven for the plan of the last of them and seven for the way
 * back; a day later it is forgotten, too.
 */
export async function createImportEndIndexes(db: Db): Promise<void> {
  const jobCollection = db.collection(importJobCollection);
  await dropIndexes(jobCollection, ['ttl_plan']);
  await jobCollection.createIndexes([{ key: { createdAt: 1 }, name: 'ttl_whole', expireAfterSeconds: (3 * importDays + 1) * daySeconds }]);
}
