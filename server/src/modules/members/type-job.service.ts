import { mostInStatusJob } from '@tsudoi/shared/contracts/members/member-status.contract';
import type { ChangeTypesInput, PlanTypesInput, TypeJobView, TypePlan } from '@tsudoi/shared/contracts/members/type-job.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type MembershipTypeId, type TypeJobId, newTypeJobId } from '@tsudoi/shared/kernel/ids';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { madeOnce, requestHashOf } from '../../platform/leased-jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { newMemberJob, newMemberRow } from './member-job.factory.ts';
import { mayTakeBack } from './member-job.rules.ts';
import { findMembers } from './member.repository.ts';
import { findMembershipType } from './membership-type.repository.ts';
import { everyMember, personOf } from './status-plan.service.ts';
import { type TypeJobDocument, type TypeRowDocument, typeJobs, typeRows } from './type-job.repository.ts';
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
  const rows = await typeRows.next(platform.databases.server, scope, typeJobId, outcome, -1, mostInStatusJob);
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

/**
 * Gives many another type, each as if it were done on their page: who cannot have it is left as they were and named.
 * @throws DomainError NOT_FOUND, IDEMPOTENCY_MISMATCH
 */
export async function changeTypes(platform: Platform, actor: UserActor, input: Input): Promise<View> {
  const { scope } = actor;
  const db = platform.databases.server;
  const requestHash = requestHashOf(input);
  const { job, isNew } = await madeOnce(requestHash, {
    find: () => typeJobs.byKey(db, scope, input.idempotencyKey),
    make: async () => {
      const { membershipTypeId } = input;
      const { name: membershipTypeName } = await usableType(scope, membershipTypeId);
      const members = await everyMember(scope, input.memberIds);
      const asked = { requestKey: input.idempotencyKey, requestHash, total: members.length };
      const made: TypeJobDocument = { _id: newTypeJobId(), ...newMemberJob(platform, actor, asked), membershipTypeId, membershipTypeName };
      const rows = members.map(({ _id }, seq): TypeRowDocument => ({ ...newMemberRow(made, _id, seq), code: null, fromTypeId: null }));
      await inTransaction(platform.databases.client, async (session) => {
        await typeJobs.insert(db, scope, made, session);
        await typeRows.insert(db, scope, rows, session);
      });
      return made;
    },
  });
  return isNew ? carryOn(platform, scope, job._id, job.total) : toView(platform, scope, job);
}

/** @throws DomainError NOT_FOUND */
export async function typeJob(platform: Platform, scope: OrgScope, jobId: TypeJobId): Promise<View> {
  return toView(platform, scope, await typeJobs.get(platform.databases.server, scope, jobId));
}

/**
 * Takes a finished job back, member by member, for seven days; who has a third type since keeps it and is named.
 * @throws DomainError NOT_FOUND, IN_PROGRESS, JOB_UNDO_OVER
 */
export async function undoTypeJob(platform: Platform, actor: UserActor, jobId: TypeJobId): Promise<View> {
  const { scope } = actor;
  const db = platform.databases.server;
  const job = await typeJobs.get(db, scope, jobId);
  if (!mayTakeBack(job, platform.clock.now())) return toView(platform, scope, job);
  const undoneBy = { userId: actor.userId, name: actor.name };
  await typeJobs.move(db, scope, jobId, { state: 'done' }, { state: 'undoing', undoneBy, total: job.changed, done: 0, changed: 0 });
  return carryOn(platform, scope, jobId, job.changed);
}
