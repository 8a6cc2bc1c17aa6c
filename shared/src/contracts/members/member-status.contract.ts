import * as z from 'zod';
import { MemberId, StatusEntryId, StatusJobId } from '../../kernel/ids.ts';
import { JstDate } from '../../kernel/jst.ts';
import { OptionalText } from '../text.contract.ts';

export const memberStatuses = [
  'applied',
  'active',
  'suspended',
  'withdrawn',
  'expelled',
  'deceased',
  'rejected',
  'application_withdrawn',
] as const;
export const MemberStatus = z.enum(memberStatuses);
export type MemberStatus = z.output<typeof MemberStatus>;

/** What the office may set; the others come with an application. */
export const settableStatuses = ['active', 'suspended', 'withdrawn', 'expelled', 'deceased'] as const;
export type SettableStatus = (typeof settableStatuses)[number];

/** What the office has still to do for somebody who leaves; kept with the entry, so that whoever opens the record sees it. */
export const nextSteps = ['collect_bills', 'cancel_bills', 'take_back_card', 'tell_member', 'tell_branch'] as const;
export type NextStep = (typeof nextSteps)[number];

/** Who is a member no more; nothing recurs for them (domain.md 3.2). */
export function hasLeft(status: MemberStatus): boolean {
  return status === 'withdrawn' || status === 'expelled' || status === 'deceased';
}

/** Whether a history has somebody leave from a day on, up to today: what they said before that is over, also when they come back. */
export function hasLeftSince(
  entries: readonly { readonly status: MemberStatus; readonly effectiveOn: JstDate }[],
  since: JstDate,
  today: JstDate,
): boolean {
  return entries.some(({ status, effectiveOn }) => hasLeft(status) && effectiveOn >= since && effectiveOn <= today);
}

/** Whether a status is left by choice or by force, which needs a reason (APP-09). */
export function needsReason(status: string): boolean {
  return status === 'withdrawn' || status === 'expelled';
}

const change = {
  status: z.enum(settableStatuses),
  effectiveOn: JstDate,
  reason: OptionalText,
  nextSteps: z.array(z.enum(nextSteps)).max(nextSteps.length).default([]),
};
const reasonGiven = (given: { readonly status: string; readonly reason: string }): boolean =>
  !needsReason(given.status) || given.reason !== '';
const reasonMissing = { path: ['reason'], message: 'required' };

/** The form of a change, whoever it is for. */
export const StatusChangeForm = z.strictObject(change).refine(reasonGiven, reasonMissing);
/** Enters or schedules a change of one member (domain.md 3.2). */
export const ChangeMemberStatusInput = z.strictObject({ memberId: MemberId, ...change }).refine(reasonGiven, reasonMissing);

/** As many as one request can name. */
export const mostInStatusJob = 2000;
const members = z.array(MemberId).min(1).max(mostInStatusJob);

/** The same change for many. Sent twice with one key, it is one change. */
export const ChangeStatusesInput = z
  .strictObject({ memberIds: members, ...change, idempotencyKey: z.uuid() })
  .refine(reasonGiven, reasonMissing);

export const PlanStatusesInput = z.strictObject({ memberIds: members, status: z.enum(settableStatuses), effectiveOn: JstDate });

const Person = z.object({ memberId: MemberId, memberNumber: z.string(), name: z.string() });
export const statusRefusals = [
  'INVALID_TRANSITION',
  'STATUS_DATE_TAKEN',
  'STATUS_BEFORE_FIRST',
  'STATUS_NEXT_IN_WAY',
  'FORBIDDEN',
  'MEMBERSHIP_TYPE_ARCHIVED',
  'MEMBER_MERGED',
  'CONFLICT',
  'NOT_FOUND',
  'UNEXPECTED',
] as const;
/** What stands in the way: an entry of the history, or the name of a type that was put away. */
export const StatusObstacle = z.object({ status: MemberStatus, date: JstDate }).or(z.object({ name: z.string() }));
export type StatusObstacle = z.output<typeof StatusObstacle>;
const Refused = Person.extend({ status: MemberStatus, code: z.enum(statusRefusals), obstacle: StatusObstacle.nullable() });

/** What a change would do, before anything is done. */
export const StatusPlan = z.object({
  total: z.number().int(),
  /** The day after the latest change of all that are named; none earlier is possible (APP-05). */
  earliestOn: JstDate,
  earliestBy: Person.extend({ latestOn: JstDate }).nullable(),
  tooEarly: z.boolean(),
  scheduled: z.boolean(),
  changing: z.number().int(),
  refused: z.array(Refused),
  /** Who can log in today and will not be able to. */
  losingLogin: z.number().int(),
  openBills: z.object({ members: z.number().int(), amount: z.number().int() }),
});

export const StatusJobView = z.object({
  statusJobId: StatusJobId,
  status: z.enum(settableStatuses),
  effectiveOn: JstDate,
  state: z.enum(['running', 'done', 'undoing', 'undone']),
  total: z.number().int(),
  done: z.number().int(),
  changed: z.number().int(),
  /** Who was left as they were, and why. */
  refused: z.array(Refused),
});
export const StatusJobIdInput = z.strictObject({ statusJobId: StatusJobId });
/** `begun`: that it has begun is known to whoever takes it out; without it a plan that began meanwhile stays (domain.md 6, case 32). */
export const CancelStatusInput = z.strictObject({ memberId: MemberId, entryId: StatusEntryId, begun: z.boolean().default(false) });
