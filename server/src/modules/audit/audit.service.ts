import type { AuditListInput, AuditListOutput } from '@tsudoi/shared/contracts/audit/audit.contract';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { Platform } from '../../platform/platform.ts';
import { accessChange } from './audit-access.rules.ts';
import { type ValueChange, openValues } from './audit-values.service.ts';
import { type AuditDocument, countAudit, findAudit } from './audit.repository.ts';

const countCap = 1000;

const isRename = (action: AuditDocument['action']): boolean => action === 'bill.rename' || action === 'billingRun.rename';

function toRow(row: AuditDocument, changes: readonly ValueChange[] | undefined) {
  const { _id, at, actorKind, actorName, action, subjectKind, subjectId, subjectName, fields } = row;
  const access = changes && action === 'user.access' ? accessChange(changes) : null;
  const name = isRename(action) ? changes?.find((change) => change.field === 'billName') : undefined;
  const renamed = name ? { before: String(name.before), after: String(name.after) } : null;
  return { auditId: _id, at: at.toISOString(), actorKind, actorName, action, subjectKind, subjectId, subjectName, fields, access, renamed };
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
  const valued = shown.flatMap(({ _id, action, subjectId: personId, values }) =>
    (action === 'user.access' || isRename(action)) && values !== undefined ? [{ auditId: _id, personId, closed: values }] : [],
  );
  const opened = await openValues(platform, scope, valued);
  return {
    rows: shown.map((row) => toRow(row, opened.get(row._id))),
    nextCursor: rows.length > input.size ? (shown.at(-1)?._id ?? null) : null,
    previousCursor: null,
    total,
    totalCapped: total >= countCap,
  };
}
