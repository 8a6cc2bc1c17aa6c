import { type AuditId, type OrgId, auditIdFrom } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Db } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import type { AuditDocument } from './audit.repository.ts';

/** One link of an organisation's chain: which row of the log comes there, and the hash over everything so far. */
export interface SealDocument {
  /** The organisation and the place, so that no place is taken twice. */
  _id: string;
  orgId: OrgId;
  seq: number;
  auditId: AuditId;
  hash: string;
}

export const auditCollection = 'audit_entries';
const sealCollection = 'audit_seals';
const progressCollection = 'audit_progress';
const seals = (db: Db, scope: OrgScope) => tenantCollection<SealDocument>(db, scope, sealCollection);

export function insertSeals(db: Db, scope: OrgScope, links: readonly SealDocument[]): Promise<void> {
  // In order: the first place that somebody else took ends the batch, and nothing stands behind a gap.
  return seals(db, scope).insert(links, { ordered: true });
}

export async function lastSeal(db: Db, scope: OrgScope): Promise<SealDocument | null> {
  return (await seals(db, scope).find({}).sort({ seq: -1 }).limit(1).toArray())[0] ?? null;
}

/** Of these rows, those that have their place. */
export async function sealedIds(db: Db, scope: OrgScope, auditIds: readonly AuditId[]): Promise<Set<AuditId>> {
  const found = await seals(db, scope)
    .find({ auditId: { $in: [...auditIds] } }, { projection: { auditId: 1, seq: 1 } })
    .toArray();
  return new Set(found.map((seal) => seal.auditId));
}

/** Rows of the log over all organisations, in the order of their ids: for the sealer, which is platform work. */
export function rowsOfAll(db: Db, after: AuditId, limit: number): Promise<AuditDocument[]> {
  return db
    .collection<AuditDocument>(auditCollection)
    .find({ _id: { $gt: after } })
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();
}

interface Progress {
  _id: 'swept';
  until: Date;
}

/** From where a process that starts has to look: what is older was seen to be sealed. */
export async function sweptUntil(db: Db): Promise<AuditId> {
  const row = await db.collection<Progress>(progressCollection).findOne({ _id: 'swept' });
  return auditIdFrom(row?.until.getTime() ?? 0);
}

export async function markSwept(db: Db, until: Date): Promise<void> {
  await db.collection<Progress>(progressCollection).updateOne({ _id: 'swept' }, { $max: { until } }, { upsert: true });
}

export async function createSealIndexes(db: Db): Promise<void> {
  await db.collection(sealCollection).createIndexes([
    { key: { orgId: 1, seq: 1 }, name: 'place', unique: true },
    { key: { orgId: 1, auditId: 1 }, name: 'row', unique: true },
  ]);
}
