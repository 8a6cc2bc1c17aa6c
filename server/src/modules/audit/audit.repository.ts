import type { AuditAction, AuditField } from '@tsudoi/shared/contracts/audit/audit.contract';
import type { AuditId, OrgId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';

/** One line of the log, never updated and never deleted. Values of people stand in it only encrypted. */
export interface AuditDocument {
  _id: AuditId;
  orgId: OrgId;
  at: Date;
  actorKind: 'user' | 'member' | 'system' | 'provider';
  actorId: string;
  actorName: string;
  action: AuditAction;
  subjectKind: string;
  subjectId: string;
  subjectName: string;
  fields: AuditField[];
  /** What they were and became, encrypted under the key of the person; absent where no values are kept. */
  values?: string;
}

const name = 'audit_entries';

export async function insertAudit(db: Db, scope: OrgScope, rows: readonly AuditDocument[], session?: ClientSession): Promise<void> {
  await tenantCollection<AuditDocument>(db, scope, name).insert(rows, { session });
}

/** Newest first; `before` is the id of the last row of the page above. */
export function findAudit(
  db: Db,
  scope: OrgScope,
  filter: { readonly subjectId: string | null; readonly before: string | null },
  limit: number,
): Promise<AuditDocument[]> {
  return tenantCollection<AuditDocument>(db, scope, name)
    .find({
      ...(filter.subjectId ? { subjectId: filter.subjectId } : {}),
      ...(filter.before ? { _id: { $lt: filter.before as AuditId } } : {}),
    })
    .sort({ _id: -1 })
    .limit(limit)
    .toArray();
}

/** Of some subjects, those of whom the log tells an act; which act is looked at here, so that the index serves. */
export async function subjectsWith(
  db: Db,
  scope: OrgScope,
  action: AuditAction,
  subjectIds: readonly string[],
  session: ClientSession,
): Promise<Set<string>> {
  if (subjectIds.length === 0) return new Set();
  const rows = await tenantCollection<AuditDocument>(db, scope, name)
    .find({ subjectId: { $in: [...subjectIds] } }, { projection: { subjectId: 1, action: 1, orgId: 1 }, session })
    .toArray();
  return new Set(rows.flatMap((row) => (row.action === action ? row.subjectId : [])));
}

/** The whole log, a batch at a time. */
export async function* streamAudit(db: Db, scope: OrgScope): AsyncGenerator<AuditDocument[]> {
  const cursor = tenantCollection<AuditDocument>(db, scope, name).find({}, { batchSize: 500, sort: { _id: -1 } });
  try {
    while (await cursor.hasNext()) yield cursor.readBufferedDocuments();
  } finally {
    await cursor.close();
  }
}

export function findAuditEntry(db: Db, scope: OrgScope, auditId: AuditId): Promise<AuditDocument | null> {
  return tenantCollection<AuditDocument>(db, scope, name).findOne({ _id: auditId });
}

export function countAudit(db: Db, scope: OrgScope, subjectId: string | null, limit: number): Promise<number> {
  return tenantCollection<AuditDocument>(db, scope, name).count(subjectId ? { subjectId } : {}, limit);
}

export async function createAuditIndexes(db: Db): Promise<void> {
  await db.collection(name).createIndexes([
    { key: { orgId: 1, _id: -1 }, name: 'newest' },
    { key: { orgId: 1, subjectId: 1, _id: -1 }, name: 'subject' },
  ]);
}
