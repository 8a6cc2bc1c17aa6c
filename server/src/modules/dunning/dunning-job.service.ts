import type { DunningJobView, SendDunningInput } from '@tsudoi/shared/contracts/dunning/dunning.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type DunningJobId, type MemberId, newDunningJobId } from '@tsudoi/shared/kernel/ids';
import { jstTimeOf, startOfJstDate } from '@tsudoi/shared/kernel/jst';
import { inTransaction, isDuplicateKey } from '@tsudoi/shared/service/mongo';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { AuditActor, UserActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { findMembers } from '../members/members.public.ts';
import { findOrganization, goesOn } from '../organizations/organizations.public.ts';
import { type DunningJobDocument, dunningJobByKey, getDunningJob, insertDunningJob, turnDunningJob } from './dunning-job.repository.ts';
import { dailyKey, graceMs, jobView } from './dunning-job.view.ts';
import { automaticOrganizations } from './dunning-settings.repository.ts';
import { dunningSettingsOf } from './dunning-settings.service.ts';
import { sweepDunningJobs } from './dunning-work.service.ts';

type View = z.output<typeof DunningJobView>;

export const dunningJobName = 'dunning.send';

function newJob(
  platform: Platform,
  scope: OrgScope,
  given: Partial<DunningJobDocument> & Pick<DunningJobDocument, 'requestKey' | 'kind'>,
): DunningJobDocument {
  const realNow = platform.clock.realNow();
  return {
    _id: newDunningJobId(),
    orgId: scope.orgId,
    day: platform.clock.today(),
    userId: null,
    userName: '',
    memberIds: [],
    state: 'running',
    startsAt: realNow,
    total: 0,
    done: 0,
    mailed: 0,
    letters: 0,
    skipped: 0,
    results: [],
    madeAt: realNow,
    leaseUntil: null,
    leaseToken: 0,
    ...given,
  };
}

async function write(
  platform: Platform,
  scope: OrgScope,
  actor: AuditActor,
  job: DunningJobDocument,
  action: 'dunning.send' | 'dunning.skip_day',
): Promise<void> {
  const subjectName = job.kind === 'daily' ? job.day : `${job.memberIds.length}名`;
  await inTransaction(platform.databases.client, async (session) => {
    // Looked at before it is written: the embedded engine holds a unique key only against what is committed.
    if (await dunningJobByKey(platform.databases.server, scope, job.requestKey, session)) throw new DomainError('CONFLICT');
    await insertDunningJob(platform.databases.server, scope, job, session);
    await recordAudit(platform, scope, actor, { action, subjectKind: 'dunning', subjectId: job._id, subjectName, fields: [] }, session);
  });
}

async function madeBefore(platform: Platform, scope: OrgScope, requestKey: string, memberIds: readonly MemberId[]): Promise<View | null> {
  const job = await dunningJobByKey(platform.databases.server, scope, requestKey);
  if (job && (job.memberIds.length !== memberIds.length || memberIds.some((memberId) => !job.memberIds.includes(memberId))))
    throw new DomainError('IDEMPOTENCY_MISMATCH');
  return job && jobView(job);
}

/**
 * Sends to the chosen members what is due to them now, after a moment in which it can be stopped. Who has nothing due any
 * more is passed over and named.
 * @throws DomainError NOT_FOUND, IDEMPOTENCY_MISMATCH
 */
export async function sendDunning(
  platform: Platform,
  actor: UserActor,
  input: z.output<typeof SendDunningInput>,
  afterMs = graceMs,
): Promise<View> {
  const { scope } = actor;
  const memberIds = [...new Set(input.memberIds)];
  const before = await madeBefore(platform, scope, input.idempotencyKey, memberIds);
  if (before) return before;
  if ((await findMembers(scope, memberIds)).length !== memberIds.length) throw new DomainError('NOT_FOUND');
  const job = newJob(platform, scope, {
    requestKey: input.idempotencyKey,
    kind: 'chosen',
    userId: actor.userId,
    userName: actor.name,
    memberIds,
    total: memberIds.length,
    startsAt: new Date(platform.clock.realNow().getTime() + afterMs),
  });
  try {
    await write(platform, scope, actor, job, 'dunning.send');
  } catch (error) {
    const isDouble = isDuplicateKey(error) || (error instanceof DomainError && error.code === 'CONFLICT');
    const other = isDouble ? await madeBefore(platform, scope, input.idempotencyKey, memberIds) : null;
    if (other) return other;
    throw error;
  }
  await platform.wakeJob(dunningJobName, { orgId: scope.orgId, jobId: job._id }, job.startsAt);
  return jobView(job);
}

/** @throws DomainError NOT_FOUND */
export async function dunningJob(platform: Platform, scope: OrgScope, jobId: DunningJobId): Promise<View> {
  return jobView(await getDunningJob(platform.databases.server, scope, jobId));
}

async function turn(
  platform: Platform,
  actor: UserActor,
  jobId: DunningJobId,
  to: 'stopped' | 'running',
  action: 'dunning.stop' | 'dunning.resume_day',
  startsAt?: Date,
): Promise<View> {
  const { scope } = actor;
  const db = platform.databases.server;
  const job = await getDunningJob(db, scope, jobId);
  await inTransaction(platform.databases.client, async (session) => {
    const turned = await turnDunningJob(
      db,
      scope,
      jobId,
      to === 'stopped' ? 'running' : 'stopped',
      { state: to, ...(startsAt ? { startsAt } : {}) },
      session,
    );
    if (!turned) throw new DomainError('INVALID_TRANSITION', { from: job.state, to });
    await recordAudit(
      platform,
      scope,
      actor,
      { action, subjectKind: 'dunning', subjectId: jobId, subjectName: job.day, fields: [] },
      session,
    );
  });
  return dunningJob(platform, scope, jobId);
}

/** Stops a round: what has gone is gone, nobody else is written to. @throws DomainError NOT_FOUND, INVALID_TRANSITION */
export function stopDunning(platform: Platform, actor: UserActor, jobId: DunningJobId): Promise<View> {
  return turn(platform, actor, jobId, 'stopped', 'dunning.stop');
}

/** Nothing goes by itself today. @throws DomainError INVALID_TRANSITION when today's round is over */
export async function skipToday(platform: Platform, actor: UserActor): Promise<View> {
  const { scope } = actor;
  const key = dailyKey(platform.clock.today());
  const job = newJob(platform, scope, { requestKey: key, kind: 'daily', state: 'stopped', userId: actor.userId });
  try {
    if (!(await dunningJobByKey(platform.databases.server, scope, key))) {
      await write(platform, scope, actor, job, 'dunning.skip_day');
      return jobView(job);
    }
  } catch (error) {
    if (!isDuplicateKey(error) && !(error instanceof DomainError && error.code === 'CONFLICT')) throw error;
  }
  const known = await dunningJobByKey(platform.databases.server, scope, key);
  if (known!.state === 'stopped') return jobView(known!);
  return stopDunning(platform, actor, known!._id);
}

/** In real time, when the hour of the day comes at which an organisation lets its reminders go. */
async function hourComesAt(platform: Platform, scope: OrgScope): Promise<number> {
  const { settings } = await dunningSettingsOf(platform, scope);
  const hour = startOfJstDate(platform.clock.today()).getTime() + settings.sendHour * 3_600_000;
  return platform.clock.realNow().getTime() + hour - platform.clock.now().getTime();
}

/**
 * It goes after all: at its hour, or after a moment in which it can be stopped where that has gone by.
 * @throws DomainError NOT_FOUND when nothing was skipped, INVALID_TRANSITION
 */
export async function resumeToday(platform: Platform, actor: UserActor, afterMs = graceMs): Promise<View> {
  const { scope } = actor;
  const job = await dunningJobByKey(platform.databases.server, scope, dailyKey(platform.clock.today()));
  if (!job) throw new DomainError('NOT_FOUND');
  const soon = platform.clock.realNow().getTime() + afterMs;
  const startsAt = Math.max(soon, await hourComesAt(platform, scope));
  const view = await turn(platform, actor, job._id, 'running', 'dunning.resume_day', new Date(startsAt));
  await platform.wakeJob(dunningJobName, { orgId: scope.orgId, jobId: job._id }, new Date(startsAt));
  return view;
}

/** Opens the day's round of every organisation whose hour has come, and works on all that is open (ARR-03). */
export async function dunEverybody(platform: Platform): Promise<void> {
  const hour = Number(jstTimeOf(platform.clock.now()).slice(0, 2));
  const today = platform.clock.today();
  for (const { orgId, sendHour } of await automaticOrganizations(platform.databases.server)) {
    if (hour < sendHour) continue;
    const scope = mintOrgScope(orgId);
    try {
      if (await dunningJobByKey(platform.databases.server, scope, dailyKey(today))) continue;
      if (!goesOn(await findOrganization(scope))) continue;
      const job = newJob(platform, scope, { requestKey: dailyKey(today), kind: 'daily' });
      await write(platform, scope, { kind: 'system', name: 'dunning' }, job, 'dunning.send');
    } catch (err) {
      // Another process was first, or this organisation has to wait for the next look.
      if (!isDuplicateKey(err)) platform.log.warn({ err, orgId }, 'the reminders of a day could not be begun and wait for the next look');
    }
  }
  await sweepDunningJobs(platform);
}
