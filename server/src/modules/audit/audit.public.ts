import { isDeepStrictEqual } from 'node:util';
import type { AuditAction, AuditField } from '@tsudoi/shared/contracts/audit/audit.contract';
import { newAuditId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { AuditActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import { type AuditDocument, insertAudit } from './audit.repository.ts';

export interface AuditNote {
  readonly action: AuditAction;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly subjectName: string;
  /** Names of changed fields, never values. */
  readonly fields: readonly AuditField[];
}

/** The names of the fields that `changes` gives another value. */
export function changedFields<Field extends AuditField>(
  before: Readonly<Partial<Record<Field, unknown>>>,
  changes: Readonly<Partial<Record<Field, unknown>>>,
): Field[] {
  return (Object.keys(changes) as Field[]).filter((field) => !isDeepStrictEqual(before[field], changes[field]));
}

function toRow(platform: Platform, scope: OrgScope, actor: AuditActor, note: AuditNote): AuditDocument {
  const actorId = actor.kind === 'user' ? actor.userId : actor.kind === 'member' ? actor.memberId : actor.name;
  return {
    _id: newAuditId(),
    orgId: scope.orgId,
    at: platform.clock.now(),
    actorKind: actor.kind,
    actorId,
    actorName: actor.name,
    ...note,
    fields: [...note.fields],
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
  await insertAudit(
    platform.databases.server,
    scope,
    notes.map((note) => toRow(platform, scope, actor, note)),
    session,
  );
}
