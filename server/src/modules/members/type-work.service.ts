import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { TypeJobId } from '@tsudoi/shared/kernel/ids';
import { inTransaction, isDatabaseAway } from '@tsudoi/shared/service/mongo';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { AuditActor } from '../../platform/actor.ts';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import { findMember } from './member.repository.ts';
import { writeMemberWithin } from './member.service.ts';
import { refuseArchivedType } from './membership-type.service.ts';
import {
  type TypeJobDocument,
  type TypeRefusal,
  type TypeRowDocument,
  abandonedTypeJobs,
  claimTypeJob,
  countTypeRows,
  moveTypeJob,
  settleTypeRow,
  typeRows,
} from './type-job.repository.ts';
import { refusedBack, refusedType, typeRefusalOf } from './type-job.rules.ts';

const leaseMs = 30_000;
const batchSize = 50;

/** Another type for one member and the mark on its row, in one transaction: a killed job never does it twice. Its code where it is refused. */
async function changeOne(platform: Platform, scope: OrgScope, job: TypeJobDocument, row: TypeRowDocument): Promise<TypeRefusal | null> {
  const isBack = row.outcome === 'changed';
  const { userId, name } = (isBack ? job.undoneBy : undefined) ?? { userId: job.userId, name: job.userName };
  const actor: AuditActor = { kind: 'user', userId, name };
  const membershipTypeId = (isBack ? row.fromTypeId : null) ?? job.membershipTypeId;
  return inTransaction(platform.databases.client, async (session) => {
    const before = await findMember(scope, row.memberId, session);
    const refusal = isBack ? refusedBack(before, job.membershipTypeId) : refusedType(before, membershipTypeId);
    if (refusal !== null) return refusal;
    await refuseArchivedType(scope, membershipTypeId);
    const action = isBack ? 'member.undo' : 'member.update';
    const change = { before, version: before.version, changes: { membershipTypeId }, action } as const;
    await writeMemberWithin(platform, actor, scope, change, session);
    const settled = isBack ? { outcome: 'undone' as const } : { outcome: 'changed' as const, fromTypeId: before.membershipTypeId };
    // Another worker was faster: what this one wrote goes with its transaction.
    if (!(await settleTypeRow(platform.databases.server, scope, row, settled, session))) throw new DomainError('CONFLICT');
    return null;
  });
}

async function settle(platform: Platform, scope: OrgScope, job: TypeJobDocument, row: TypeRowDocument): Promise<boolean> {
  let code: TypeRefusal | null;
  try {
    code = await changeOne(platform, scope, job, row);
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    try {
      code = typeRefusalOf(error);
    } catch {
      platform.log.error({ err: error, jobId: job._id }, 'a member of a change of types failed unexpectedly');
      code = 'UNEXPECTED';
    }
  }
  if (code === null) return true;
  await settleTypeRow(platform.databases.server, scope, row, { outcome: row.outcome === 'changed' ? 'kept' : 'refused', code });
  return false;
}

/** Carries a job out, or back; a killed one is taken up where it stood. Does nothing while another process has it. */
export async function workOnTypeJob(platform: Platform, scope: OrgScope, jobId: TypeJobId): Promise<void> {
  const db = platform.databases.server;
  const job = await claimTypeJob(db, scope, jobId, platform.clock.realNow(), leaseMs);
  if (!job) return;
  const undoing = job.state === 'undoing';
  const open = undoing ? 'changed' : 'waiting';
  const report = (change: Partial<TypeJobDocument>) => moveTypeJob(db, scope, jobId, { leaseToken: job.leaseToken }, change);
  if (job.state !== 'running' && !undoing) {
    await report({ leaseUntil: null });
    return;
  }
  let changed = await countTypeRows(db, scope, jobId, undoing ? 'undone' : 'changed');
  let done = changed + (await countTypeRows(db, scope, jobId, undoing ? 'kept' : 'refused'));
  for (let after = -1; ;) {
    const rows = await typeRows(db, scope, jobId, open, after, batchSize);
    if (rows.length === 0) break;
    for (const row of rows) if (await settle(platform, scope, job, row)) changed += 1;
    done += rows.length;
    after = rows.at(-1)!.seq;
    const leaseUntil = new Date(platform.clock.realNow().getTime() + leaseMs);
    if (!(await report({ done, changed, leaseUntil }))) return;
    await recordLive(db, scope, [{ topic: 'members', ref: jobId }], platform.clock.now());
  }
  // 入会金 of an applicant goes by their type, and is told.
  platform.nudgeMail();
  platform.nudgeOutbox();
  await report({ done, changed, state: undoing ? 'undone' : 'done', leaseUntil: null });
  await recordLive(db, scope, [{ topic: 'members', ref: jobId }], platform.clock.now());
}

/** Takes up every job that nobody holds; one that fails does not keep the others. */
export async function sweepTypeJobs(platform: Platform): Promise<void> {
  for (const { orgId, _id } of await abandonedTypeJobs(platform.databases.server, platform.clock.realNow()))
    await workOnTypeJob(platform, mintOrgScope(orgId), _id).catch((err: unknown) =>
      platform.log.error({ err, jobId: _id }, 'a change of types could not be carried on and rests for a moment'),
    );
}
