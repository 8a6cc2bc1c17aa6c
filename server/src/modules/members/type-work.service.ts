import type { TypeJobId } from '@tsudoi/shared/kernel/ids';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { Platform } from '../../platform/platform.ts';
import { type RowOutcome, actorOfJob, workThroughRows } from './member-job-work.service.ts';
import { findMember } from './member.repository.ts';
import { writeMemberWithin } from './member.service.ts';
import { refuseArchivedType } from './membership-type.service.ts';
import { type TypeJobDocument, type TypeRowDocument, typeJobs, typeRows } from './type-job.repository.ts';
import { refusedBack, refusedType, typeRefusalOf } from './type-job.rules.ts';

const changeIn =
  (platform: Platform, scope: OrgScope) =>
  async (job: TypeJobDocument, row: TypeRowDocument, isBack: boolean, session: ClientSession): Promise<RowOutcome<TypeRowDocument>> => {
    const membershipTypeId = (isBack ? row.fromTypeId : null) ?? job.membershipTypeId;
    const before = await findMember(scope, row.memberId, session);
    const code = isBack ? refusedBack(before, job.membershipTypeId) : refusedType(before, membershipTypeId);
    if (code !== null) return { refused: { code } };
    await refuseArchivedType(scope, membershipTypeId);
    const action = isBack ? 'member.undo' : 'member.update';
    const change = { before, version: before.version, changes: { membershipTypeId }, action } as const;
    await writeMemberWithin(platform, actorOfJob(job, isBack), scope, change, session);
    return { changed: isBack ? {} : { fromTypeId: before.membershipTypeId } };
  };

/** Carries a job out, or back; a killed one is taken up where it stood. Does nothing while another process has it. */
export async function workOnTypeJob(platform: Platform, scope: OrgScope, jobId: TypeJobId): Promise<void> {
  const refusalOf = (error: unknown) => ({ code: typeRefusalOf(error) });
  const ended = await workThroughRows(platform, scope, jobId, {
    jobs: typeJobs,
    rows: typeRows,
    change: changeIn(platform, scope),
    refusalOf,
  });
  // 入会金 of an applicant goes by their type, and is told.
  if (ended) platform.nudgeMail();
}

/** Takes up every job that nobody holds; one that fails does not keep the others. */
export async function sweepTypeJobs(platform: Platform): Promise<void> {
  for (const { orgId, _id } of await typeJobs.abandoned(platform.databases.server, platform.clock.realNow()))
    await workOnTypeJob(platform, mintOrgScope(orgId), _id).catch((err: unknown) =>
      platform.log.error({ err, jobId: _id }, 'a change of types could not be carried on and rests for a moment'),
    );
}
