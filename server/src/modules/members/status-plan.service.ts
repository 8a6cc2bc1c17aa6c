import {
  type PlanStatusesInput,
  StatusObstacle,
  type StatusPlan,
  statusRefusals,
} from '@tsudoi/shared/contracts/members/member-status.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { type JstDate, addDays } from '@tsudoi/shared/kernel/jst';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import { countLogins } from '../identity/identity.public.ts';
import { historyWith, newEntry } from './member-status.service.ts';
import { comesIn, earliestForAll, lastChangeOn, mayLogIn } from './member-status.rules.ts';
import { type MemberDocument, findMembers } from './member.repository.ts';
import { listMembershipTypes } from './membership-type.repository.ts';
import type { StatusRefusal } from './status-job.repository.ts';

type Plan = z.output<typeof StatusPlan>;

export function personOf(member: MemberDocument) {
  return { memberId: member._id, memberNumber: member.memberNumber, name: `${member.familyName} ${member.givenName}` };
}

/** All that are named. @throws DomainError NOT_FOUND when one of them is not theirs */
export async function everyMember(scope: OrgScope, memberIds: readonly MemberId[]): Promise<MemberDocument[]> {
  const ids = [...new Set(memberIds)];
  const members = await findMembers(scope, ids);
  if (members.length !== ids.length) throw new DomainError('NOT_FOUND');
  const place = new Map(ids.map((id, index) => [id, index]));
  return members.toSorted((left, right) => place.get(left._id)! - place.get(right._id)!);
}

/** The rule that refuses one member, and what stands in the way; anything else is thrown on. */
export function refusalOf(error: unknown): { readonly code: StatusRefusal; readonly obstacle: StatusObstacle | null } {
  if (!(error instanceof DomainError)) throw error;
  // Of one among many the job names the rule; which entry is in the way, their record says.
  if (error.code === 'STATUS_CARRIES_NEXT') return { code: 'INVALID_TRANSITION', obstacle: null };
  const code = statusRefusals.find((known) => known === error.code);
  if (code === undefined) throw error;
  return { code, obstacle: StatusObstacle.safeParse(error.params).data ?? null };
}

const isPresent = ({ mergedInto }: MemberDocument): boolean => !mergedInto;

/** Of many the earliest day for all, by whom it is so; null for one alone. What became part of another record changes no more, and keeps nobody. */
function earliestOf(members: readonly MemberDocument[]) {
  const present = members.filter(isPresent);
  return present.length > 1 ? earliestForAll(present) : null;
}

/**
 * Many at once change on one day, and no day on or before the latest change of any of them will do (APP-05): the whole batch
 * is refused, naming the member and the earliest day. One alone follows the rules of its own history.
 * @throws DomainError STATUS_DATE_TOO_EARLY
 */
export function refuseTooEarly(members: readonly MemberDocument[], effectiveOn: JstDate): void {
  const earliest = earliestOf(members);
  if (!earliest || effectiveOn >= earliest.date) return;
  const { name, memberNumber } = personOf(earliest.because);
  throw new DomainError('STATUS_DATE_TOO_EARLY', {
    name,
    number: memberNumber,
    latest: lastChangeOn(earliest.because.statusEntries),
    earliest: earliest.date,
  });
}

/** What a change would do to each and to what hangs on them, with nothing done yet. @throws DomainError NOT_FOUND, STATUS_DATE_IMPLAUSIBLE, which is nobody's own */
export async function planStatuses(platform: Platform, actor: UserActor, input: z.output<typeof PlanStatusesInput>): Promise<Plan> {
  const { scope } = actor;
  const members = await everyMember(scope, input.memberIds);
  const earliest = earliestOf(members);
  const entry = newEntry(platform, actor, { status: input.status, effectiveOn: input.effectiveOn, reason: '-', nextSteps: [] });
  const today = platform.clock.today();
  const archived = new Map((await listMembershipTypes(scope)).flatMap((type) => (type.archived ? [[type._id, type.name] as const] : [])));
  const changing: MemberDocument[] = [];
  const refused: Plan['refused'] = [];
  for (const member of members) {
    if (!isPresent(member)) {
      refused.push({ ...personOf(member), status: member.status, code: 'MEMBER_MERGED', obstacle: null });
      continue;
    }
    try {
      const after = historyWith(member, entry, { isStaff: actor.role === 'staff', today });
      const name = archived.get(member.membershipTypeId);
      if (name !== undefined && comesIn(member.statusEntries, after, today)) throw new DomainError('MEMBERSHIP_TYPE_ARCHIVED', { name });
      changing.push(member);
    } catch (error) {
      refused.push({ ...personOf(member), status: member.status, ...refusalOf(error) });
    }
  }
  const leaving = mayLogIn(input.status) ? [] : changing.filter((member) => mayLogIn(member.status));
  const ids = (some: readonly MemberDocument[]) => some.map((member) => member._id);
  const [losingLogin, openBills] = await Promise.all([countLogins(scope, ids(leaving)), platform.hooks.openBills(scope, ids(changing))]);
  return {
    total: members.length,
    earliestOn: earliest?.date ?? addDays((members.find(isPresent) ?? members[0]!).statusEntries[0]!.effectiveOn, 1),
    earliestBy: earliest && { ...personOf(earliest.because), latestOn: lastChangeOn(earliest.because.statusEntries) },
    tooEarly: earliest !== null && input.effectiveOn < earliest.date,
    scheduled: input.effectiveOn > today,
    changing: changing.length,
    refused,
    losingLogin,
    openBills,
  };
}
