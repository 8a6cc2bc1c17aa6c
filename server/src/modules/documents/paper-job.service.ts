import type { IssueRunInput, PaperJobOfRunOutput, PaperJobView } from '@tsudoi/shared/contracts/documents/paper.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type BillingRunId, type PaperJobId, newPaperJobId } from '@tsudoi/shared/kernel/ids';
import { inTransaction, isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { billingRunOf, countBillsOfRun } from '../billing/billing.public.ts';
import { type PaperJobDocument, jobsOfRun, paperJobs } from './paper-job.repository.ts';

type View = z.output<typeof PaperJobView>;

export const paperJobName = 'documents.issue-run';

function toView({ _id, runId, kind, state, total, done, issued, skipped, byPayer = 0 }: PaperJobDocument): View {
  return { paperJobId: _id, billingRunId: runId, kind, state, total, done, issued, skipped, byPayer };
}

async function madeBefore(platform: Platform, scope: OrgScope, input: z.output<typeof IssueRunInput>): Promise<View | null> {
  const job = await paperJobs.byKey(platform.databases.server, scope, input.idempotencyKey);
  if (job && (job.runId !== input.billingRunId || job.kind !== input.kind)) throw new DomainError('IDEMPOTENCY_MISMATCH');
  return job && toView(job);
}

/**
 * Issues the papers of every bill of a run that can have one and has none, or whose invoice asks for what the bill no longer
 * does, as a job that a killed process leaves to the next.
 * @throws DomainError NOT_FOUND, IDEMPOTENCY_MISMATCH
 */
export async function issueRun(platform: Platform, actor: UserActor, input: z.output<typeof IssueRunInput>): Promise<View> {
  const { scope } = actor;
  const db = platform.databases.server;
  const before = await madeBefore(platform, scope, input);
  if (before) return before;
  const run = await billingRunOf(db, scope, input.billingRunId);
  const job: PaperJobDocument = {
    _id: newPaperJobId(),
    orgId: scope.orgId,
    requestKey: input.idempotencyKey,
    runId: run._id,
    kind: input.kind,
    userId: actor.userId,
    userName: actor.name,
    state: 'running',
    total: await countBillsOfRun(db, scope, run._id),
    done: 0,
    issued: 0,
    skipped: 0,
    after: null,
    madeAt: platform.clock.realNow(),
    leaseUntil: null,
    leaseToken: 0,
  };
  const note = { action: 'paper.issueRun', subjectKind: 'billingRun', subjectId: run._id, subjectName: run.billName, fields: [] } as const;
  try {
    await inTransaction(platform.databases.client, async (session) => {
      await paperJobs.insert(db, scope, job, session);
      await recordAudit(platform, scope, actor, note, session);
    });
  } catch (error) {
    const other = isDuplicateKey(error) ? await madeBefore(platform, scope, input) : null;
    if (other) return other;
    throw error;
  }
  await platform.wakeJob(paperJobName, { orgId: scope.orgId, jobId: job._id });
  return toView(job);
}

/** @throws DomainError NOT_FOUND */
export async function paperJob(platform: Platform, scope: OrgScope, jobId: PaperJobId): Promise<View> {
  return toView(await paperJobs.get(platform.databases.server, scope, jobId));
}

/** The newest job of each kind. @throws DomainError NOT_FOUND */
export async function paperJobsOfRun(
  platform: Platform,
  scope: OrgScope,
  runId: BillingRunId,
): Promise<z.output<typeof PaperJobOfRunOutput>> {
  const db = platform.databases.server;
  await billingRunOf(db, scope, runId);
  const jobs = await jobsOfRun(db, scope, runId);
  return {
    jobs: (['invoice', 'receipt'] as const).flatMap((kind) => {
      const newest = jobs.find((job) => job.kind === kind);
      return newest ? [toView(newest)] : [];
    }),
  };
}
