import type { AuditListInput, AuditListOutput } from '@tsudoi/shared/contracts/audit/audit.contract';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { Platform } from '../../platform/platform.ts';
import { type AuditDocument, countAudit, findAudit } from './audit.repository.ts';

const countCap = 1000;

function toRow(row: AuditDocument) {
  const { _id, at, actorKind, actorName, action, subjectKind, subjectId, subjectName, fields } = row;
  return { auditId: _id, at: at.toISOString(), actorKind, actorName, action, subjectKind, subjectId, subjectName, fields };
}

/** The log of an organisation or of one record, newest first. */
export async function listAudit(
  platform: Platform,
  scope: OrgScope,
  input: z.output<typeof AuditListInput>,
): Promise<z.output<typeof AuditListOutput>> {
  const db = platform.databases.server;
  const subjectId = input.subjectId ?? null;
  const rows = await findAudit(db, scope, { subjectId, before: input.cursor ?? null }, input.size + 1);
  const total = await countAudit(db, scope, subjectId, countCap);
  const shown = rows.slice(0, input.size);
  return {
    rows: shown.map(toRow),
    nextCursor: rows.length > input.size ? (shown.at(-1)?._id ?? null) : null,
    previousCursor: null,
    total,
    totalCapped: total >= countCap,
  };
}
