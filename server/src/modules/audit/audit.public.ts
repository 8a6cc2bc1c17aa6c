import { isDeepStrictEqual } from 'node:util';
import type { AuditAction, AuditField } from '@tsudoi/shared/contracts/audit/audit.contract';
import { type AuditId, newAuditId } from '@tsudoi/shared/kernel/ids';
import { crashPoint } from '@tsudoi/shared/service/crash-point';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { AuditActor } from '../../platform/actor.ts';
import { answerLast } from '../../platform/answer-last.ts';
import type { Platform } from '../../platform/platform.ts';
import { type ValueChange, closeValues, openValues } from './audit-values.service.ts';
import { type AuditDocument, findAudit, findAuditEntry, insertAudit, streamAudit } from './audit.repository.ts';

export { subjectsWith } from './audit.repository.ts';
export { makePersonKeys } from './audit-values.service.ts';
export { readsOfMember } from './member-read.service.ts';
export type { ValueChange } from './audit-values.service.ts';

export interface AuditNote {
  readonly action: AuditAction;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly subjectName: string;
  /** Names of changed fields, never values. */
  readonly fields: readonly AuditField[];
  /** What the fields were and became, where that is kept; the subject is then a person. */
  readonly changes?: readonly ValueChange[];
}

/** The names of the fields that `changes` gives another value. */
export function changedFields<Field extends AuditField>(
  before: Readonly<Partial<Record<Field, unknown>>>,
  changes: Readonly<Partial<Record<Field, unknown>>>,
): Field[] {
  return (Object.keys(changes) as Field[]).filter((field) => !isDeepStrictEqual(before[field], changes[field]));
}

/** What the named fields were and became, for the history. */
export function valueChanges(
  fields: readonly AuditField[],
  before: Readonly<Partial<Record<AuditField, unknown>>>,
  after: Readonly<Partial<Record<AuditField, unknown>>>,
): ValueChange[] {
  return fields.map((field) => ({ field, before: before[field] ?? null, after: after[field] ?? null }));
}

function toRow(platform: Platform, scope: OrgScope, actor: AuditActor, note: AuditNote): AuditDocument {
  const { changes: _values, ...kept } = note;
  const actorId = actor.kind === 'user' ? actor.userId : actor.kind === 'member' ? actor.memberId : actor.name;
  return {
    _id: newAuditId(),
    orgId: scope.orgId,
    at: platform.clock.now(),
    actorKind: actor.kind,
    actorId,
    actorName: actor.name,
    ...kept,
    fields: [...kept.fields],
  };
}

/** Writes who did what, in the transaction of the change itself. */
export async function recordAudit(
  platform: Platform,
  scope: OrgScope,
  actor: AuditActor,
  note: AuditNote,
  session?: ClientSession,
): Promise<void> {
  await recordAudits(platform, scope, actor, [note], session);
}

/** The same for a batch, with one write. */
export async function recordAudits(
  platform: Platform,
  scope: OrgScope,
  actor: AuditActor,
  notes: readonly AuditNote[],
  session?: ClientSession,
): Promise<void> {
  if (notes.length === 0) return;
  const rows = notes.map((note) => ({ note, row: toRow(platform, scope, actor, note) }));
  const closed = await closeValues(
    platform,
    scope,
    rows.flatMap(({ note, row }) =>
      note.changes && note.changes.length > 0 ? [{ auditId: row._id, personId: row.subjectId, changes: note.changes }] : [],
    ),
  );
  crashPoint('audit.noted');
  await insertAudit(
    platform.databases.server,
    scope,
    rows.map(({ row }) => {
      const values = closed.get(row._id);
      return values === undefined ? row : { ...row, values };
    }),
    session,
  );
  crashPoint('audit.written');
}

/** One row of the log with the answer of the payments-service, or neither (`answerLast`). */
export function recordWithAnswer<T>(
  platform: Platform,
  scope: OrgScope,
  actor: AuditActor,
  note: AuditNote,
  ask: () => Promise<T>,
): Promise<T> {
  return answerLast(platform, (session) => recordAudit(platform, scope, actor, note, session), ask);
}

export type AuditEntry = Omit<AuditDocument, 'values'> & { readonly changes: readonly ValueChange[] | null };

async function withValues(platform: Platform, scope: OrgScope, rows: readonly AuditDocument[]): Promise<AuditEntry[]> {
  const opened = await openValues(
    platform,
    scope,
    rows.flatMap((row) => (row.values === undefined ? [] : [{ auditId: row._id, personId: row.subjectId, closed: row.values }])),
  );
  return rows.map(({ values: _closed, ...row }) => ({ ...row, changes: opened.get(row._id) ?? null }));
}

/** What was done to one record, newest first, values included where they are kept. `before`: the id of the last row above. */
export async function historyOf(
  platform: Platform,
  scope: OrgScope,
  subjectId: string,
  before: string | null,
  limit: number,
): Promise<AuditEntry[]> {
  return withValues(platform, scope, await findAudit(platform.databases.server, scope, { subjectId, before }, limit));
}

/** The whole log, newest first, with the values that can still be opened. */
export async function* wholeLog(platform: Platform, scope: OrgScope): AsyncGenerator<AuditEntry[]> {
  for await (const rows of streamAudit(platform.databases.server, scope)) yield withValues(platform, scope, rows);
}

/** One row of the log with its values, or null. */
export async function auditEntry(platform: Platform, scope: OrgScope, auditId: AuditId): Promise<AuditEntry | null> {
  const row = await findAuditEntry(platform.databases.server, scope, auditId);
  return row && ((await withValues(platform, scope, [row]))[0] ?? null);
}
