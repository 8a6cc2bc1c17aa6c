import { createHash } from 'node:crypto';
import { jobUndoDays } from '@tsudoi/shared/contracts/members/member-job.contract';
import { mostInStatusJob } from '@tsudoi/shared/contracts/members/member-status.contract';
import type { ChangeTypesInput, PlanTypesInput, TypeJobView, TypePlan } from '@tsudoi/shared/contracts/members/type-job.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type MembershipTypeId, type TypeJobId, newTypeJobId } from '@tsudoi/shared/kernel/ids';
import { inTransaction, isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import { findMembers } from './member.repository.ts';
import { findMembershipType } from './membership-type.repository.ts';
import { everyMember, personOf } from './status-plan.service.ts';
import {
  type TypeJobDocument,
  type TypeRowDocument,
  getTypeJob,
  insertTypeJob,
  moveTypeJob,
  typeJobByKey,
  typeRows,
} from './type-job.repository.ts';
import { refusedType } from './type-job.rules.ts';
import { workOnTypeJob } from './type-work.service.ts';

type View = z.output<typeof TypeJobView>;
type Input = z.output<typeof ChangeTypesInput>;
export const typeJobName = 'members.change-types';
/** Up to here the answer waits for the end; above, the page follows the job (interface.md 5.1). */
const mostAtOnce = 200;

/** @throws DomainError NOT_FOUND for a type that was put away, or another organisation's */
async function usableType(scope: OrgScope, typeId: MembershipTypeId): Promise<{ readonly name: string }> {
  const type = await findMembershipType(scope, typeId);
  if (!type || type.archived) throw new DomainError('NOT_FOUND');
  return type;
}

/** What another type would mean for each and for what hangs on them, with nothing done yet. @throws DomainError NOT_FOUND */
export async function planTypes(
  platform: Platform,
  scope: OrgScope,
  { memberIds, membershipTypeId }: z.output<typeof PlanTypesInput>,
): Promise<z.output<typeof TypePlan>> {
  const { name: membershipTypeName } = await usableType(scope, membershipTypeId);
  const members = await everyMember(scope, memberIds);
  const outcomes = members.map((member) => ({ member, code: refusedType(member, membershipTypeId) }));
  const changing = outcomes.flatMap(({ member, code }) => (code === null ? [member] : []));
  return {
    membershipTypeName,
    total: members.length,
    changing: changing.length,
    refused: outcomes.flatMap(({ member, code }) => (code === null ? [] : [{ ...personOf(member), code }])),
    applicants: changing.filter(({ status }) => status === 'applied').length,
    openBills: await platform.hooks.openBills(
      scope,
      changing.map(({ _id }) => _id),
    ),
  };
}

async function toView(platform: Platform, scope: OrgScope, job: TypeJobDocument): Promise<View> {
  const { _id: typeJobId, membershipTypeId, membershipTypeName, state, total, done, changed } = job;
  const outcome = state === 'undoing' || state === 'undone' ? 'kept' : 'refused';
  const rows = await typeRows(platform.databases.server, scope, typeJobId, outcome, -1, mostInStatusJob);
  const members = await findMembers(
    scope,
    rows.map((row) => row.memberId),
  );
  const persons = new Map(members.map((member) => [member._id, personOf(member)]));
  const refused = rows.flatMap(({ memberId, code }) => {
    const person = persons.get(memberId);
    return person ? [{ ...person, code: code ?? ('UNEXPECTED' as const) }] : [];
  });
  return { typeJobId, membershipTypeId, membershipTypeName, state, total, done, changed, refused };
}

async function carryOn(platform: Platform, scope: OrgScope, jobId: TypeJobId, count: number): Promise<View> {
  if (count <= mostAtOnce) await workOnTypeJob(platform, scope, jobId);
  else await platform.wakeJob(typeJobName, { orgId: scope.orgId, jobId });
  return typeJob(platform, scope, jobId);
}

function hashOf({ idempotencyKey: _key, ...asked }: Input): string {
  return createHash('sha256').update(JSON.stringify(asked)).digest('hex');
}

/** The job that this request made before. @throws DomainError IDEMPOTENCY_MISMATCH when it asked for something else then */
async function madeBefore(platform: Platform, scope: OrgScope, requestKey: string, requestHash: string): Promise<View | null> {
  const job = await typeJobByKey(platform.databases.server, scope, requestKey);
  if (job && job.requestHash !== requestHash) throw new DomainError('IDEMPOTENCY_MISMATCH');
  return job && toView(platform, scope, job);
}

/**
 * Gives many another type, each as if it were done on their page: who cannot have it is left as they were and named.
 * @throws DomainError NOT_FOUND, IDEMPOTENCY_MISMATCH
 */
export async function changeTypes(platform: Platform, actor: UserActor, input: Input): Promise<View> {
  const { scope } = actor;
  const requestHash = hashOf(input);
  const before = await madeBefore(platform, scope, input.idempotencyKey, requestHash);
  if (before) return before;
  const { name: membershipTypeName } = await usableType(scope, input.membershipTypeId);
  const members = await everyMember(scope, input.memberIds);
  const madeAt = platform.clock.realNow();
  const job: TypeJobDocument = {
    _id: newTypeJobId(),
    orgId: scope.orgId,
    requestKey: input.idempotencyKey,
    requestHash,
    membershipTypeId: input.membershipTypeId,
    membershipTypeName,
    userId: actor.userId,
    userName: actor.name,
    state: 'running',
    total: members.length,
    done: 0,
    changed: 0,
    createdAt: platform.clock.now(),
    madeAt,
    leaseUntil: null,
    leaseToken: 0,
  };
  const rows = members.map((member, seq): TypeRowDocument => ({
    _id: `${job._id}:${String(seq).padStart(5, '0')}`,
    orgId: scope.orgId,
    jobId: job._id,
    seq,
    memberId: member._id,
    outcome: 'waiting',
    code: null,
    fromTypeId: null,
    madeAt,
  }));
  try {
    await inTransaction(platform.databases.client, (session) => insertTypeJob(platform.databases.server, scope, job, rows, session));
  } catch (error) {
    const other = isDuplicateKey(error) ? await madeBefore(platform, scope, input.idempotencyKey, requestHash) : null;
    if (other) return other;
    throw error;
  }
  return carryOn(platform, scope, job._id, members.length);
}

/** @throws DomainError NOT_FOUND */
export async function typeJob(platform: Platform, scope: OrgScope, jobId: TypeJobId): Promise<View> {
  return toView(platform, scope, await getTypeJob(platform.databases.server, scope, jobId));
}

/**
 * Takes a finished job back, member by member, for seven days; who has a third type since keeps it and is named.
 * @throws DomainError NOT_FOUND, NOT_UNDOABLE
 */
export async function undoTypeJob(platform: Platform, actor: UserActor, jobId: TypeJobId): Promise<View> {
  const { scope } = actor;
  const db = platform.databases.server;
  const job = await getTypeJob(db, scope, jobId);
  if (job.state === 'undoing' || job.state === 'undone') return toView(platform, scope, job);
  const age = platform.clock.now().getTime() - job.createdAt.getTime();
  if (job.state !== 'done' || age > jobUndoDays * 86_400_000) throw new DomainError('NOT_UNDOABLE');
  const undoneBy = { userId: actor.userId, name: actor.name };
  await moveTypeJob(db, scope, jobId, { state: 'done' }, { state: 'undoing', undoneBy, total: job.changed, done: 0, changed: 0 });
  return carryOn(platform, scope, jobId, job.changed);
}
