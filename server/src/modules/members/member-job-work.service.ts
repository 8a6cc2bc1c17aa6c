import { inTransaction, isDatabaseAway } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { AuditActor } from '../../platform/actor.ts';
import type { jobRows } from '../../platform/job-rows.ts';
import type { leasedJobs } from '../../platform/leased-jobs.ts';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import type { MemberJobDocument, MemberRowDocument } from './member-job.rules.ts';

/** How long a worker may be silent before another takes its job up. */
export const memberJobLeaseMs = 30_000;
const batchSize = 50;

/** In whose name a member is changed, or changed back. */
export function actorOfJob({ userId, userName, undoneBy }: MemberJobDocument, isBack: boolean): AuditActor {
  const { userId: by, name } = (isBack ? undoneBy : undefined) ?? { userId, name: userName };
  return { kind: 'user', userId: by, name };
}

/** What became of one: what their row keeps of the change, or why they are left as they were. */
export type RowOutcome<Row> = { readonly changed: Partial<Row> } | { readonly refused: Partial<Row> };

export interface RowWork<Job extends MemberJobDocument, Row extends MemberRowDocument> {
  readonly jobs: ReturnType<typeof leasedJobs<Job>>;
  readonly rows: ReturnType<typeof jobRows<Row>>;
  /** Changes one member, or changes them back, in the transaction that also marks their row. */
  change(job: Job, row: Row, isBack: boolean, session: ClientSession): Promise<RowOutcome<Row>>;
  /** The rule of one member that an error speaks of; anything else is thrown on. */
  refusalOf(error: unknown): Partial<Row>;
}

/** Another worker was faster: what this one wrote goes with its transaction. */
class Overtaken extends Error {}

/** The change of one member and the mark on its row, in one transaction: a killed job never does it twice. */
async function settle<Job extends MemberJobDocument, Row extends MemberRowDocument>(
  platform: Platform,
  scope: OrgScope,
  { rows, change, refusalOf }: RowWork<Job, Row>,
  job: Job,
  row: Row,
): Promise<boolean> {
  const { client, server: db } = platform.databases;
  const isBack = row.outcome === 'changed';
  let refused: Partial<Row>;
  try {
    const outcome = await inTransaction(client, async (session) => {
      const made = await change(job, row, isBack, session);
      if ('refused' in made) return made;
      const mark = { ...made.changed, outcome: isBack ? 'undone' : 'changed' } as Partial<Row>;
      if (!(await rows.settle(db, scope, row, mark, session))) throw new Overtaken();
      return made;
    });
    if ('changed' in outcome) return true;
    refused = outcome.refused;
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    if (error instanceof Overtaken) return false;
    try {
      refused = refusalOf(error);
    } catch {
      platform.log.error({ err: error, jobId: job._id }, 'a member of a change of many failed unexpectedly');
      refused = { code: 'UNEXPECTED' } as unknown as Partial<Row>;
    }
  }
  await rows.settle(db, scope, row, { ...refused, outcome: isBack ? 'kept' : 'refused' } as Partial<Row>);
  return false;
}

/**
 * Carries a job out, or back, row by row; a killed one is taken up where it stood. False when it did not come to its end
 * here: there was nothing to do, or another process has it.
 */
export async function workThroughRows<Job extends MemberJobDocument, Row extends MemberRowDocument>(
  platform: Platform,
  scope: OrgScope,
  jobId: Job['_id'],
  work: RowWork<Job, Row>,
): Promise<boolean> {
  const { jobs, rows } = work;
  const db = platform.databases.server;
  const job = await jobs.claim(db, scope, jobId, platform.clock.realNow(), memberJobLeaseMs);
  if (!job) return false;
  const isBack = job.state === 'undoing';
  const report = (change: Partial<MemberJobDocument>) => jobs.report(db, scope, job, change as Partial<Job>);
  let changed = await rows.count(db, scope, jobId, isBack ? 'undone' : 'changed');
  let done = changed + (await rows.count(db, scope, jobId, isBack ? 'kept' : 'refused'));
  for (let after = -1; ;) {
    const batch = await rows.next(db, scope, jobId, isBack ? 'changed' : 'waiting', after, batchSize);
    if (batch.length === 0) break;
    for (const row of batch) if (await settle(platform, scope, work, job, row)) changed += 1;
    done += batch.length;
    after = batch.at(-1)!.seq;
    const leaseUntil = new Date(platform.clock.realNow().getTime() + memberJobLeaseMs);
    if (!(await report({ done, changed, leaseUntil }))) return false;
    await recordLive(db, scope, [{ topic: 'members', ref: jobId }], platform.clock.now());
  }
  platform.nudgeOutbox();
  await report({ done, changed, state: isBack ? 'undone' : 'done', leaseUntil: null });
  await recordLive(db, scope, [{ topic: 'members', ref: jobId }], platform.clock.now());
  return true;
}
