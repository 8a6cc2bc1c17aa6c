import type { DunningJobView } from '@tsudoi/shared/contracts/dunning/dunning.contract';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type * as z from 'zod';
import type { DunningJobDocument } from './dunning-job.repository.ts';

/** A day has one round of its own. */
export const dailyKey = (day: JstDate): string => `daily:${day}`;

/** Until then a wrong press can be taken back whole. */
export const graceMs = 10_000;

export function jobView(job: DunningJobDocument): z.output<typeof DunningJobView> {
  const { _id, kind, day, state, startsAt, total, done, mailed, letters, skipped, results } = job;
  return { dunningJobId: _id, kind, day, state, startsAt: startsAt.toISOString(), total, done, mailed, letters, skipped, results };
}
