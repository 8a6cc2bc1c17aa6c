import { ImportJobId, OrgId } from '@tsudoi/shared/kernel/ids';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { Scheduler } from '@tsudoi/shared/service/scheduler';
import type { Platform } from '../../platform/platform.ts';
import { checkFile } from './import-check.service.ts';
import { abandonedImports } from './import-job.repository.ts';
import { withImportLease } from './import-lease.service.ts';
import { carryOutImport } from './import-run.service.ts';
import { importJobName } from './import.service.ts';
import { takeImportBack } from './import-undo.service.ts';

/** Does what a job's state says is to be done. */
export function workOnImport(platform: Platform, scope: OrgScope, jobId: ImportJobId): Promise<void> {
  return withImportLease(platform, scope, jobId, async (work) => {
    switch (work.job.state) {
      case 'checking':
        return checkFile(platform, scope, work);
      case 'running':
        return carryOutImport(platform, scope, work);
      case 'undoing':
        return takeImportBack(platform, scope, work);
      default:
        await work.progress({ active: false });
    }
  });
}

/** A wake-up only names a job; what is to be done stands in the job itself, and the sweep looks there. */
export function defineImportJobs(platform: Platform, scheduler: Pick<Scheduler, 'define'>): void {
  scheduler.define(importJobName, async (data) => {
    await workOnImport(platform, mintOrgScope(OrgId.parse(data['orgId'])), ImportJobId.parse(data['jobId']));
  });
}

/** Takes up every import that nobody holds, two at a time; one that fails does not keep the others. */
async function sweepImports(platform: Platform): Promise<void> {
  const abandoned = await abandonedImports(platform.databases.server, platform.clock.realNow());
  const worker = async (): Promise<void> => {
    for (let job = abandoned.shift(); job && !platform.stopping(); job = abandoned.shift())
      await workOnImport(platform, mintOrgScope(job.orgId), job._id).catch((err: unknown) =>
        platform.log.error({ err, jobId: job?._id }, 'an import could not be carried on and rests for a moment'),
      );
  };
  await Promise.all([worker(), worker()]);
}

const sweepMs = 2000;

/** Finds what a killed process left; a timer of our own, as with billing runs (T13). */
export function startImportSweep(platform: Platform): { stop(): Promise<void> } {
  let running: Promise<void> | null = null;
  const timer = setInterval(() => {
    running ??= sweepImports(platform)
      .catch((err: unknown) => platform.log.warn({ err }, 'unfinished imports could not be looked for'))
      .finally(() => {
        running = null;
      });
  }, sweepMs);
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
