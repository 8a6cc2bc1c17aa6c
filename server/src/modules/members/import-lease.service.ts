import type { ImportJobId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { monotonicMs } from '@tsudoi/shared/service/clock';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { AuditActor } from '../../platform/actor.ts';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { type ImportJobDocument, claimImportJob, reportImport } from './import-job.repository.ts';

const leaseMs = 20_000;
const heartbeatMs = 5000;
/** After an error a job rests, so that a fault that stays does not use its claims up within seconds. */
const restMs = 10_000;
/** Claims without an end mean that something is wrong with the job itself, not with a process. */
const maxClaims = 50;
const announceEveryMs = 400;

/** In whose name the plan is carried out: that of the person who pressed the button, however long ago. */
export function starterOf(job: ImportJobDocument): AuditActor {
  const { userId, name } = job.startedBy ?? { userId: job.createdBy, name: job.createdByName };
  return { kind: 'user', userId, name };
}

export function announceImport(platform: Platform, scope: OrgScope, jobId: ImportJobId): Promise<void> {
  return recordLive(platform.databases.server, scope, [{ topic: 'imports', ref: jobId }], platform.clock.now());
}

export interface ImportWork {
  readonly job: ImportJobDocument;
  /** Writes how far it is, and tells open pages now and then. False when the lease was lost or the process ends: stop. */
  progress(change: Partial<ImportJobDocument>): Promise<boolean>;
}

/**
 * Holds a job while `work` is done, renewing its lease; does nothing while another process has it. The lease alone decides
 * who works (T13); `work` leaves the job inactive when it is done.
 */
export async function withImportLease(
  platform: Platform,
  scope: OrgScope,
  jobId: ImportJobId,
  work: (given: ImportWork) => Promise<void>,
): Promise<void> {
  const db = platform.databases.server;
  const end = (ms: number) => new Date(platform.clock.realNow().getTime() + ms);
  const job = await claimImportJob(db, scope, jobId, platform.clock.realNow(), end(leaseMs));
  if (!job) return;
  if (job.claims > maxClaims) {
    await reportImport(db, scope, job, { state: 'failed', active: false, finishedAt: platform.clock.now(), leaseUntil: null });
    await announceImport(platform, scope, jobId);
    return;
  }
  const heartbeat = setInterval(() => {
    // A renewal that fails costs nothing: the next one, or the next part, tries again.
    reportImport(db, scope, job, { leaseUntil: end(leaseMs) }).catch((err: unknown) =>
      platform.log.warn({ err, jobId }, 'the lease of an import could not be renewed'),
    );
  }, heartbeatMs);
  let announcedAt = monotonicMs();
  try {
    await work({
      job,
      async progress(change) {
        const kept = await reportImport(db, scope, job, { ...change, leaseUntil: end(leaseMs) });
        if (kept && monotonicMs() - announcedAt > announceEveryMs) {
          announcedAt = monotonicMs();
          await announceImport(platform, scope, jobId);
        }
        return kept && !platform.stopping();
      },
    });
    clearInterval(heartbeat);
    await reportImport(db, scope, job, { leaseUntil: null });
    await announceImport(platform, scope, jobId);
  } catch (error) {
    clearInterval(heartbeat);
    await reportImport(db, scope, job, { leaseUntil: end(restMs) });
    throw error;
  } finally {
    clearInterval(heartbeat);
  }
}

/** The end of a run or of taking it back, with its row in the log; nothing where another process has the job by now. */
export function endImport(
  platform: Platform,
  scope: OrgScope,
  job: ImportJobDocument,
  change: Partial<ImportJobDocument>,
  action: 'member.import' | 'member.import_undo',
): Promise<void> {
  const db = platform.databases.server;
  const now = platform.clock.now();
  return inTransaction(platform.databases.client, async (session) => {
    if (!(await reportImport(db, scope, job, { ...change, active: false, finishedAt: now, leaseUntil: null }, session))) return;
    const note = { action, subjectKind: 'import', subjectId: job._id, subjectName: job.fileName, fields: [] } as const;
    await recordAudit(platform, scope, starterOf(job), note, session);
    await recordLive(db, scope, [{ topic: 'members', ref: job._id }], now, session);
  });
}
