import type { Drain } from '@tsudoi/shared/service/drain';
import type { Scheduler } from '@tsudoi/shared/service/scheduler';
import type { Platform } from '../../platform/platform.ts';
import { startLane } from '../../platform/work-lane.ts';
import { paperJobs } from './paper-job.repository.ts';
import { paperJobName } from './paper-job.service.ts';
import { workOnPaperJob } from './paper-work.service.ts';

/** Of one job at a time: then it is the next organisation's turn. */
const turnMs = 3000;

/** Papers of runs are issued in the background, by organisations in turn. */
export function startPaperLane(platform: Platform, places = 2, longestMs = turnMs): Drain {
  return startLane(platform, {
    places,
    waiting: () => paperJobs.abandoned(platform.databases.server, platform.clock.realNow()),
    work: (scope, jobId) => workOnPaperJob(platform, scope, jobId, longestMs),
    failure: 'papers of a run could not be issued and rest for a moment',
  });
}

/** A wake-up only says that something waits; what it is stands in the jobs. */
export function defineJobs(platform: Platform, scheduler: Pick<Scheduler, 'define'>): Drain {
  const lane = startPaperLane(platform);
  scheduler.define(paperJobName, async () => lane.nudge());
  return lane;
}
