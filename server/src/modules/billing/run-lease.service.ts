import type { AuditAction } from '@tsudoi/shared/contracts/audit/audit.contract';
import type { BillingRunId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { findOrganization, isSuspended } from '../organizations/organizations.public.ts';
import { type BillingRunDocument, claimRun, reportProgress } from './billing-run.repository.ts';

const leaseMs = 20_000;
const heartbeatMs = 5000;
/** After an error the run rests, so that a fault that stays does not use its claims up within seconds. */
const restMs = 10_000;

/** When a lease given or renewed now ends. */
export function leaseEnd(platform: Platform): Date {
  return new Date(platform.clock.realNow().getTime() + leaseMs);
}

/**
 * Holds a run while `work` is done, renewing its lease; does nothing while another process has it. This lease alone
 * decides who works (T13): a process that dies is followed after twenty seconds, whatever the scheduler believes. A run of a
 * suspended organisation stays where it is, and is found again once that goes on (domain.md 3.1: no new bills).
 */
export async function withRunLease(
  platform: Platform,
  scope: OrgScope,
  runId: BillingRunId,
  work: (run: BillingRunDocument) => Promise<void>,
): Promise<void> {
  const db = platform.databases.server;
  if (isSuspended(await findOrganization(scope))) return;
  const run = await claimRun(db, scope, runId, platform.clock.realNow(), leaseMs);
  if (!run) return;
  const heartbeat = setInterval(() => {
    // A renewal that fails costs nothing: the next one, or the next batch, tries again.
    reportProgress(db, scope, run, { leaseUntil: leaseEnd(platform) }).catch((err: unknown) =>
      platform.log.warn({ err, runId }, 'the lease of a run could not be renewed'),
    );
  }, heartbeatMs);
  try {
    await work(run);
    clearInterval(heartbeat);
    await reportProgress(db, scope, run, { leaseUntil: null });
  } catch (error) {
    clearInterval(heartbeat);
    await reportProgress(db, scope, run, { leaseUntil: new Date(platform.clock.realNow().getTime() + restMs) });
    throw error;
  } finally {
    clearInterval(heartbeat);
  }
}

/** The end of making or of confirming, with its row in the log; nothing where another process has the run by now. */
export async function endRunStep(
  platform: Platform,
  scope: OrgScope,
  run: BillingRunDocument,
  change: Parameters<typeof reportProgress>[3],
  action: AuditAction,
  session: ClientSession,
): Promise<void> {
  const db = platform.databases.server;
  if (!(await reportProgress(db, scope, run, change, {}, session))) return;
  const note = { action, subjectKind: 'billingRun', subjectId: run._id, subjectName: run.billName, fields: [] } as const;
  await recordAudit(platform, scope, { kind: 'system', name: 'billing' }, note, session);
  const topics = [
    { topic: 'runs', ref: run._id },
    { topic: 'bills', ref: run._id },
  ] as const;
  await recordLive(db, scope, topics, platform.clock.now(), session);
}
