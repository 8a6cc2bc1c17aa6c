import type { Drain } from '@tsudoi/shared/service/drain';
import type { Scheduler } from '@tsudoi/shared/service/scheduler';
import type { Platform } from '../../platform/platform.ts';
import { startLane } from '../../platform/work-lane.ts';
import { bookExports } from './books/book-export.repository.ts';
import { bookExportJob } from './books/book-export.service.ts';
import { freeDiscardedBooks, workOnBookExport } from './books/book-work.service.ts';
import { listExports } from './lists/list-export.repository.ts';
import { listExportJob } from './lists/list-export.service.ts';
import { forgetOldLists, workOnListExport } from './lists/list-work.service.ts';

/** Large files of lists are written in the background, by organisations in turn, each as a whole: it is read once from end to end. */
export function startListLane(platform: Platform, places = 4): Drain {
  return startLane(platform, {
    places,
    waiting: () => listExports.abandoned(platform.databases.server, platform.clock.realNow()),
    work: (scope, id) => workOnListExport(platform, scope, id),
    failure: 'a file of a list could not be taken up and rests for a moment',
  });
}

/** The same for files of journals; two at a time, since each is held as a whole. */
export function startBookLane(platform: Platform): Drain {
  return startLane(platform, {
    places: 2,
    waiting: () => bookExports.abandoned(platform.databases.server, platform.clock.realNow()),
    work: (scope, id) => workOnBookExport(platform, scope, id),
    failure: 'a file of journals could not be written and rests for a moment',
  });
}

/** Wake-ups only say that something waits. What was discarded half, and whose day is over, is found within a minute. */
export async function defineJobs(platform: Platform, scheduler: Pick<Scheduler, 'define' | 'every'>): Promise<Drain[]> {
  const [lists, books] = [startListLane(platform), startBookLane(platform)];
  scheduler.define(listExportJob, async () => lists.nudge());
  scheduler.define(bookExportJob, async () => books.nudge());
  scheduler.define('reports.sweep', async () => {
    await freeDiscardedBooks(platform);
    await forgetOldLists(platform);
  });
  await scheduler.every('1 minute', 'reports.sweep');
  return [lists, books];
}
