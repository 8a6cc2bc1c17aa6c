import { BookExportId, ListExportId, OrgId } from '@tsudoi/shared/kernel/ids';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { Scheduler } from '@tsudoi/shared/service/scheduler';
import type { Platform } from '../../platform/platform.ts';
import { bookExportJob } from './books/book-export.service.ts';
import { sweepBookExports, workOnBookExport } from './books/book-work.service.ts';
import { listExportJob } from './lists/list-export.service.ts';
import { sweepListExports, workOnListExport } from './lists/list-work.service.ts';

/** Large files are written in the background; what a killed process left, and whose day is over, is found within a minute. */
export async function defineJobs(platform: Platform, scheduler: Pick<Scheduler, 'define' | 'every'>): Promise<void> {
  scheduler.define(bookExportJob, async (data) => {
    await workOnBookExport(platform, mintOrgScope(OrgId.parse(data['orgId'])), BookExportId.parse(data['exportId']));
  });
  scheduler.define(listExportJob, async (data) => {
    await workOnListExport(platform, mintOrgScope(OrgId.parse(data['orgId'])), ListExportId.parse(data['listExportId']));
  });
  scheduler.define('reports.sweep', async () => {
    await sweepBookExports(platform);
    await sweepListExports(platform);
  });
  await scheduler.every('1 minute', 'reports.sweep');
}
