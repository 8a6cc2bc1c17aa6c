import type { StatusJobId } from '@tsudoi/shared/kernel/ids';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { Platform } from '../../platform/platform.ts';
import { type RowOutcome, actorOfJob, workThroughRows } from './member-job-work.service.ts';
import { historyWith, newEntry, writeHistory } from './member-status.service.ts';
import { withoutEntry } from './member-status.rules.ts';
import { findPresentMember } from './member.repository.ts';
import { type StatusJobDocument, type StatusRowDocument, statusJobs, statusRows } from './status-job.repository.ts';
import { refusalOf } from './status-plan.service.ts';

const changeIn =
  (platform: Platform, scope: OrgScope) =>
  async (
    job: StatusJobDocument,
    row: StatusRowDocument,
    isBack: boolean,
    session: ClientSession,
  ): Promise<RowOutcome<StatusRowDocument>> => {
    const actor = actorOfJob(job, isBack);
    const member = await findPresentMember(scope, row.memberId, session);
    if (isBack) {
      await writeHistory(platform, scope, actor, member, withoutEntry(member.statusEntries, row.entryId!), 'member.undo', session);
      return { changed: {} };
    }
    const { status, effectiveOn, reason, nextSteps } = job;
    const entry = newEntry(platform, actor, { status, effectiveOn, reason, nextSteps });
    const entries = historyWith(member, entry, { isStaff: job.isStaff, today: platform.clock.today() });
    await writeHistory(platform, scope, actor, member, entries, 'member.status', session);
    return { changed: { entryId: entry.entryId } };
  };

/** Carries a job out, or back; a killed one is taken up where it stood. Does nothing while another process has it. */
export async function workOnStatusJob(platform: Platform, scope: OrgScope, jobId: StatusJobId): Promise<void> {
  await workThroughRows(platform, scope, jobId, { jobs: statusJobs, rows: statusRows, change: changeIn(platform, scope), refusalOf });
}

/** Takes up every job that nobody holds; one that fails does not keep the others. */
export async function sweepStatusJobs(platform: Platform): Promise<void> {
  for (const { orgId, _id } of await statusJobs.abandoned(platform.databases.server, platform.clock.realNow()))
    await workOnStatusJob(platform, mintOrgScope(orgId), _id).catch((err: unknown) =>
      platform.log.error({ err, jobId: _id }, 'a status change could not be carried on and rests for a moment'),
    );
}
