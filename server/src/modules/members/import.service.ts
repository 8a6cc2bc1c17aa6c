import type {
  CheckImportInput,
  ImportJobRow,
  ImportJobView,
  RunImportInput,
} from '@tsudoi/shared/contracts/members/member-import.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { ImportJobId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Db } from 'mongodb';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { assertOpen, countsOf, openUntil } from './import-check.service.ts';
import { findCustomFields } from './custom-field.repository.ts';
import { checkTargets } from './import-column.rules.ts';
import { customTargets } from './import-heading.rules.ts';
import { type ImportJobDocument, getImportJob, getPart, latestImportJobs, moveImportJob } from './import-job.repository.ts';
import { announceImport } from './import-lease.service.ts';
import { rememberMap } from './import-map.repository.ts';
import { importJobRow, importJobView } from './import.view.ts';

type View = z.output<typeof ImportJobView>;
export const importJobName = 'members.work-on-import';
const shownJobs = 20;
/** States in which the columns can be chosen. */
export const atColumns = { state: { $in: ['uploaded', 'refused', 'checked'] as ImportJobDocument['state'][] } };

/** A job as the screens see it, with what else its columns can be. */
export async function viewOf(platform: Platform, scope: OrgScope, job: ImportJobDocument): Promise<View> {
  return importJobView(job, (await findCustomFields(platform.databases.server, scope)).fields);
}

/** @throws DomainError NOT_FOUND */
export async function importJob(platform: Platform, scope: OrgScope, jobId: ImportJobId): Promise<View> {
  return viewOf(platform, scope, await getImportJob(platform.databases.server, scope, jobId));
}

/** The latest files, newest first. */
export async function importJobs(platform: Platform, scope: OrgScope): Promise<z.output<typeof ImportJobRow>[]> {
  return (await latestImportJobs(platform.databases.server, scope, shownJobs)).map(importJobRow);
}

/**
 * Begins the dry run over the whole file, and remembers the columns.
 * @throws DomainError NOT_FOUND, IMPORT_PLAN_STALE, CSV_HEADER_MISSING, _TWICE
 */
export async function checkImport(platform: Platform, scope: OrgScope, input: z.output<typeof CheckImportInput>): Promise<View> {
  const db = platform.databases.server;
  const { importJobId, targets, match, emptyClears } = input;
  const job = await getImportJob(db, scope, importJobId);
  assertOpen(job.createdAt, platform.clock.now());
  checkTargets(job.headings, targets, match, customTargets((await findCustomFields(db, scope)).fields));
  const moved = await moveImportJob(db, scope, importJobId, atColumns, {
    state: 'checking',
    active: true,
    targets,
    match,
    emptyClears,
    done: 0,
    parts: [],
    cleaned: [],
    refusal: null,
    leaseUntil: null,
    claims: 0,
    startedAt: platform.clock.now(),
    finishedAt: null,
  });
  if (!moved) throw new DomainError('IMPORT_ALREADY_RUN');
  await rememberMap(db, scope, { headings: job.headings, targets, match, emptyClears, usedAt: platform.clock.now() });
  await wake(platform, scope, importJobId);
  return viewOf(platform, scope, moved);
}

async function wake(platform: Platform, scope: OrgScope, jobId: ImportJobId): Promise<void> {
  await announceImport(platform, scope, jobId);
  await platform.wakeJob(importJobName, { orgId: scope.orgId, jobId });
}

/** Starts carrying a plan out. @throws DomainError NOT_FOUND, CSV_HAS_ERRORS, IMPORT_PLAN_STALE, IMPORT_ALREADY_RUN */
export async function startImport(platform: Platform, actor: UserActor, input: z.output<typeof RunImportInput>): Promise<View> {
  const { scope } = actor;
  const db = platform.databases.server;
  const now = platform.clock.now();
  const job = await getImportJob(db, scope, input.importJobId);
  if (job.state !== 'checked') throw new DomainError('IMPORT_ALREADY_RUN');
  const { error } = countsOf(job.parts);
  if (error > 0 && !input.skipErrors) throw new DomainError('CSV_HAS_ERRORS', { rows: error });
  assertOpen(job.checkedAt, now);
  const moved = await inTransaction(platform.databases.client, async (session) => {
    const change = {
      state: 'running' as const,
      active: true,
      skipErrors: input.skipErrors,
      done: 0,
      leaseUntil: null,
      claims: 0,
      startedBy: { userId: actor.userId, name: actor.name },
      startedAt: now,
      finishedAt: null,
    };
    const started = await moveImportJob(db, scope, job._id, { state: 'checked' }, change, session);
    if (!started) throw new DomainError('IMPORT_ALREADY_RUN');
    const about = { subjectKind: 'import', subjectId: job._id, subjectName: job.fileName, fields: [] };
    await recordAudit(platform, scope, actor, { action: 'member.import_start', ...about }, session);
    return started;
  });
  await wake(platform, scope, job._id);
  return viewOf(platform, scope, moved);
}

/** Whether members are expelled by it who were on the roll before; who came in expelled is only removed again. */
async function expelsMembers(db: Db, scope: OrgScope, job: ImportJobDocument, today: JstDate): Promise<boolean> {
  if (!job.statuses?.expelled) return false;
  for (const [part, { changed }] of job.parts.entries()) {
    if (changed === 0) continue;
    const { rows } = await getPart(db, scope, job._id, part);
    const said = rows.flatMap(({ kind, statuses = [] }) => (kind === 'changed' ? statuses : []));
    if (said.some(({ status, effectiveOn }) => status === 'expelled' && effectiveOn <= today)) return true;
  }
  return false;
}

/**
 * Starts taking an import back.
 * @throws DomainError NOT_FOUND, INVALID_TRANSITION, IMPORT_UNDO_OVER, FORBIDDEN for staff where it takes expelled members back (domain.md 3.2)
 */
export async function startUndo(platform: Platform, actor: UserActor, jobId: ImportJobId): Promise<View> {
  const { scope } = actor;
  const db = platform.databases.server;
  const now = platform.clock.now();
  const job = await getImportJob(db, scope, jobId);
  if ((job.state !== 'done' && job.state !== 'failed') || job.finishedAt === null) throw new DomainError('INVALID_TRANSITION');
  if (openUntil(job.finishedAt) < now) throw new DomainError('IMPORT_UNDO_OVER');
  if (actor.role === 'staff' && (await expelsMembers(db, scope, job, platform.clock.today())))
    throw new DomainError('FORBIDDEN', { permission: 'settings' });
  const moved = await moveImportJob(
    db,
    scope,
    jobId,
    { state: job.state },
    {
      state: 'undoing',
      active: true,
      done: 0,
      leaseUntil: null,
      claims: 0,
      startedBy: { userId: actor.userId, name: actor.name },
      startedAt: now,
      finishedAt: null,
    },
  );
  if (!moved) throw new DomainError('INVALID_TRANSITION');
  await wake(platform, scope, jobId);
  return viewOf(platform, scope, moved);
}
