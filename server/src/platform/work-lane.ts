import type { OrgId } from '@tsudoi/shared/kernel/ids';
import { type Drain, sideBySide, startDrain } from '@tsudoi/shared/service/drain';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { Platform } from './platform.ts';

/** A job of an organisation that waits, or that a process left. */
interface WaitingJob {
  readonly _id: string;
  readonly orgId: OrgId;
}

export interface LaneOptions<T extends WaitingJob> {
  /** How many organisations are worked for at once. */
  readonly places: number;
  /** Jobs with work to do that nobody holds, over all organisations. */
  readonly waiting: () => Promise<readonly T[]>;
  /** One piece of it: the whole, or as much as some seconds allow. What fails has to rest by itself. */
  readonly work: (scope: OrgScope, id: T['_id']) => Promise<void>;
  /** What is logged when a piece fails. */
  readonly failure: string;
}

const sweepMs = 2000;

/**
 * Works through jobs of all organisations by turns: none has more than one place, and next comes whose last piece is longest
 * ago (T18). Looks by itself for what nobody told of or a killed process left; a timer of our own, since a job that died with
 * its process keeps the scheduler's lock for a minute (T13; security.md 4.2).
 */
export function startLane<T extends WaitingJob>({ log }: Pick<Platform, 'log'>, options: LaneOptions<T>): Drain {
  const { places, waiting, work, failure } = options;
  const due = async () => (await waiting()).toSorted((left, right) => (left._id < right._id ? -1 : 1));
  return startDrain(
    (_look, round) =>
      sideBySide(round, { places, lookMs: sweepMs }, due, ({ orgId, _id }) =>
        work(mintOrgScope(orgId), _id).catch((err: unknown) => log.error({ err, orgId, jobId: _id }, failure)),
      ),
    { log, failure: 'unfinished jobs could not be looked for', sweepMs },
  );
}
