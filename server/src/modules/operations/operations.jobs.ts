import type { Scheduler } from '@tsudoi/shared/service/scheduler';
import type { Platform } from '../../platform/platform.ts';
import { endContracts } from './ending.service.ts';
import { bringAllLive } from './screening-desk.service.ts';
import { forgetSignUps } from './sign-up-removal.service.ts';
import { carryRecoveriesOn } from './recovery.service.ts';

/** Contracts end at the start of a day in Japan; the first look after midnight ends them, later ones go on purging. */
export async function defineJobs(platform: Platform, scheduler: Pick<Scheduler, 'define' | 'every'>): Promise<void> {
  scheduler.define('operations.end-contracts', () => endContracts(platform));
  scheduler.define('operations.recoveries', () => carryRecoveriesOn(platform));
  scheduler.define('operations.methods-live', () => bringAllLive(platform));
  scheduler.define('operations.forget-sign-ups', () => forgetSignUps(platform));
  await scheduler.every('1 hour', 'operations.forget-sign-ups');
  await scheduler.every('1 minute', 'operations.methods-live');
  await scheduler.every('1 minute', 'operations.end-contracts');
  await scheduler.every('1 minute', 'operations.recoveries');
}
