import type { StatusObstacle } from '@tsudoi/shared/contracts/members/member-status.contract';
import type { StatusJobId } from '@tsudoi/shared/kernel/ids';
import { inTransaction, isDatabaseAway } from '@tsudoi/shared/service/mongo';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { AuditActor } from '../../platform/actor.ts';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import { historyWith, newEntry, writeHistory } from './member-status.service.ts';
import { withoutEntry } from './member-status.rules.ts';
import { findMember } from './member.repository.ts';
import {
  type StatusJobDocument,
  type StatusRefusal,
  type StatusRowDocument,
  abandonedStatusJobs,
  claimStatusJob,
  countStatusRows,
  moveStatusJob,
  settleRow,
  statusRows,
} from './status-job.repository.ts';
import { refusalOf } from './status-plan.service.ts';

const leaseMs = 30_000;
const batchSize = 50;

/** The change of one member and the mark on its row, in one transaction: a killed job never does it twice. */
async function changeOne(platform: Platform, scope: OrgScope, job: StatusJobDocument, row: StatusRowDocument): Promise<boolean> {
  const { userId, name } = (row.outcome === 'changed' ? job.undoneBy : undefined) ?? { userId: job.userId, name: job.userName };
  const actor: AuditActor = { kind: 'user', userId, name };
  const { status, effectiveOn, reason, nextSteps } = job;
  return inTransaction(platform.databases.client, async (session) => {
    const member = await findMember(scope, row.memberId, session);
    if (row.outcome === 'changed') {
      await writeHistory(platform, scope, actor, member, withoutEntry(member.statusEntries, row.entryId!), 'member.undo', session);
      return settleRow(platform.databases.server, scope, row, { outcome: 'undone' }, session);
    }
    const entry = newEntry(platform, actor, { status, effectiveOn, reason, nextSteps });
    const entries = historyWith(member, entry, { isStaff: job.isStaff, today: platform.clock.today() });
    await writeHistory(platform, scope, actor, member, entries, 'member.status', session);
    return settleRow(platform.databases.server, scope, row, { outcome: 'changed', entryId: entry.entryId }, session);
  });
}

async function settle(platform: Platform, scope: OrgScope, job: StatusJobDocument, row: StatusRowDocument): Promise<boolean> {
  let why: { readonly code: StatusRefusal; readonly obstacle: StatusObstacle | null };
  try {
    return await changeOne(platform, scope, job, row);
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    try {
      why = refusalOf(error);
    } catch {
      platform.log.error({ err: error, jobId: job._id }, 'a member of a status change failed unexpectedly');
      why = { code: 'UNEXPECTED', obstacle: null };
    }
  }
  await settleRow(platform.databases.server, scope, row, { outcome: row.outcome === 'changed' ? 'kept' : 'refused', ...why });
  return false;
}

/** Carries a job out, or back; a killed one is taken up where it stood. Does nothing while another process has it. */
export async function workOnStatusJob(platform: Platform, scope: OrgScope, jobId: StatusJobId): Promise<void> {
  const db = platform.databases.server;
  const job = await claimStatusJob(db, scope, jobId, platform.clock.realNow(), leaseMs);
  if (!job) return;
  const undoing = job.state === 'undoing';
  const open = undoing ? 'changed' : 'waiting';
  const report = (change: Partial<StatusJobDocument>) => moveStatusJob(db, scope, jobId, { leaseToken: job.leaseToken }, change);
  if (job.state !== 'running' && !undoing) {
    await report({ leaseUntil: null });
    return;
  }
  let changed = await countStatusRows(db, scope, jobId, undoing ? 'undone' : 'changed');
  let done = changed + (await countStatusRows(db, scope, jobId, undoing ? 'kept' : 'refused'));
  for (let after = -1; ;) {
    const rows = await statusRows(db, scope, jobId, open, after, batchSize);
    if (rows.length === 0) break;
    for (const row of rows) if (await settle(platform, scope, job, row)) changed += 1;
    done += rows.length;
    after = rows.at(-1)!.seq;
    const leaseUntil = new Date(platform.clock.realNow().getTime() + leaseMs);
    if (!(await report({ done, changed, leaseUntil }))) return;
    await recordLive(db, scope, [{ topic: 'members', ref: jobId }], platform.clock.now());
  }
  platform.nudgeOutbox();
  await report({ done, changed, state: undoing ? 'undone' : 'done', leaseUntil: null });
  await recordLive(db, scope, [{ topic: 'members', ref: jobId }], platform.clock.now());
}

/** Takes up every job that nobody holds; one that fails does not keep the others. */
export async function sweepStatusJobs(platform: Platform): Promise<void> {
  for (const { orgId, _id } of await abandonedStatusJobs(platform.databases.server, platform.clock.realNow()))
    await workOnStatusJob(platform, mintOrgScope(orgId), _id).catch((err: unknown) =>
      platform.log.error({ err, jobId: _id }, 'a status change could not be carried on and rests for a moment'),
    );
}
