import type { MemberStatus } from '@tsudoi/shared/contracts/members/member.contract';
import type { ProofStanding } from '@tsudoi/shared/contracts/members/proof.contract';
import type { MembershipTypeId } from '@tsudoi/shared/kernel/ids';
import { type JstDate, addDays, daysBetween, jstDate } from '@tsudoi/shared/kernel/jst';
import { mayLogIn } from './member-status.rules.ts';

/** MM-DD each. A period may go over the new year. */
interface Days {
  readonly opensOn: string;
  readonly dueOn: string;
}

export interface ProofPeriod {
  readonly opensOn: JstDate;
  readonly dueOn: JstDate;
}

/** Days that whoever came to be asked after all the others has at least (docs/decisions/0093). */
const leastGrace = 14;

const periodDueIn = ({ opensOn, dueOn }: Days, year: number): ProofPeriod => ({
  opensOn: jstDate(`${opensOn < dueOn ? year : year - 1}-${opensOn}`),
  dueOn: jstDate(`${year}-${dueOn}`),
});

/** The period a day is in, its last day included; null between periods. */
export function periodOn(days: Days, today: JstDate): ProofPeriod | null {
  const year = Number(today.slice(0, 4));
  const around = [year, year + 1].map((due) => periodDueIn(days, due));
  return around.find(({ opensOn, dueOn }) => opensOn <= today && today <= dueOn) ?? null;
}

/** The period that ended last before a day. */
export function periodBefore(days: Days, today: JstDate): ProofPeriod {
  const year = Number(today.slice(0, 4));
  const thisYears = periodDueIn(days, year);
  return thisYears.dueOn < today ? thisYears : periodDueIn(days, year - 1);
}

/**
 * The period that a proof counts for, by the last day it was sent in for: the one whose last day is nearest to it. Whoever
 * moves the last day moves it for what was sent before as well.
 */
export function periodOf(days: Days, dueOn: JstDate): ProofPeriod {
  const year = Number(dueOn.slice(0, 4));
  const apart = (period: ProofPeriod) => Math.abs(daysBetween(period.dueOn, dueOn));
  return [year - 1, year, year + 1]
    .map((due) => periodDueIn(days, due))
    .reduce((nearest, period) => (apart(period) < apart(nearest) ? period : nearest));
}

interface Answer {
  readonly membershipTypeId: MembershipTypeId;
  readonly dueOn: JstDate;
  readonly state: string;
}

/** What somebody has sent in for a period, whatever its last day was then; of several the accepted one, else the latest. */
export function answerFor<T extends Answer>(
  proofs: readonly T[],
  rule: Days & { readonly _id: MembershipTypeId },
  dueOn: JstDate,
): T | null {
  const answers = proofs
    .filter((proof) => proof.dueOn === dueOn || (proof.membershipTypeId === rule._id && periodOf(rule, proof.dueOn).dueOn === dueOn))
    .sort((left, right) => (left.dueOn < right.dueOn ? -1 : 1));
  return answers.find(({ state }) => state === 'accepted') ?? answers.at(-1) ?? null;
}

/** What of somebody's accepted proofs, the last of a type, another record of theirs should have for its period, and has not. */
export function acceptanceFor<T extends Answer>(
  rule: Days & { readonly _id: MembershipTypeId },
  accepted: readonly T[],
  others: readonly Answer[],
): T | null {
  const ofType = accepted.filter(({ membershipTypeId }) => membershipTypeId === rule._id);
  const last = ofType.sort((left, right) => (left.dueOn < right.dueOn ? -1 : 1)).at(-1);
  if (!last) return null;
  return answerFor(others, rule, periodOf(rule, last.dueOn).dueOn)?.state === 'accepted' ? null : last;
}

interface Asked {
  readonly status: MemberStatus;
  readonly membershipTypeId: MembershipTypeId;
}

/**
 * What hangs on a proof that waits; `rule`: of the type it was sent in for. Who has left, or has another type since, loses
 * nothing by a proof of before, and is asked for none.
 */
export function standingOf(member: Asked, rule: { readonly _id: MembershipTypeId } | null): ProofStanding {
  if (!mayLogIn(member.status)) return 'left';
  return rule?._id === member.membershipTypeId ? 'asked' : 'unasked';
}

/** The last day of one member: that of the period, or later for whoever came to be asked when the others had been. */
export function lastDayOf({ dueOn }: ProofPeriod, askedLateOn: JstDate | null): JstDate {
  const least = askedLateOn === null ? dueOn : addDays(askedLateOn, leastGrace);
  return least > dueOn ? least : dueOn;
}

/** When the last of those who were asked late has had their days, too; or of those whom the organisation kept waiting until it went on. */
export function isOverForAll({ dueOn }: ProofPeriod, today: JstDate, resumedOn: JstDate | null = null): boolean {
  return today > addDays(resumedOn !== null && resumedOn > dueOn ? resumedOn : dueOn, leastGrace);
}

/**
 * For whoever is asked today: late, where the others of the type have been asked before, or where nobody could be asked in this
 * period until the organisation went on.
 */
export function askedLateBy(
  { remindedFor, resumedOn }: { readonly remindedFor: string; readonly resumedOn?: JstDate | null },
  { opensOn, dueOn }: ProofPeriod,
  today: JstDate,
): JstDate | null {
  return remindedFor === dueOn || (resumedOn != null && resumedOn >= opensOn) ? today : null;
}

export type ProofReminder = 'opened' | 'two_weeks' | 'three_days';

/** The mail that is due by today; an earlier one that was missed is not sent after it. */
export function reminderOn(lastDay: JstDate, today: JstDate): ProofReminder {
  if (today >= addDays(lastDay, -3)) return 'three_days';
  return today >= addDays(lastDay, -14) ? 'two_weeks' : 'opened';
}

/** What has been seen to, once a member was told of their last day today. */
export const toldOn = (lastDay: JstDate, today: JstDate): string => `${lastDay}:${reminderOn(lastDay, today)}`;

interface Standing {
  readonly membershipTypeId: MembershipTypeId;
  readonly state: string;
}

/**
 * Whether somebody is to be asked who has not been for this period: nothing is known of them, or what is was about another
 * type; or their type had fallen back and was given back to them, and there are days left. What they sent stands.
 */
export function isToAsk(answer: Standing | null, typeId: MembershipTypeId): boolean {
  if (answer === null || answer.state === 'lapsed') return true;
  return answer.membershipTypeId !== typeId && !isAnswered(answer.state);
}

/** Accepted, or on its way: who has sent one that the office has not looked at yet keeps the type until it has. */
export const isAnswered = (state: string): boolean => state === 'accepted' || state === 'sent';

/**
 * Whose type falls back today: whoever was asked for this type, has neither an accepted proof nor one that waits, and has had
 * their last day. Who was never asked loses nothing, nor does who was given the type back after it had fallen back. A grace that
 * reaches into the next period ends there: they are asked in that one.
 */
export function fallsBack(
  answer: (Standing & { readonly askedLateOn?: JstDate | null }) | null,
  rule: Days & { readonly _id: MembershipTypeId; readonly since: JstDate },
  period: ProofPeriod,
  today: JstDate,
): boolean {
  if (answer?.membershipTypeId !== rule._id || (answer.state !== 'asked' && answer.state !== 'refused')) return false;
  const lastDay = lastDayOf(period, answer.askedLateOn ?? null);
  if (lastDay > period.dueOn && periodOn(rule, lastDay) !== null) return false;
  return lastDay < today && rule.since <= lastDay;
}

/**
 * Whether the days of somebody ran out, or on, while nothing could be sent: they were asked for this type, had days left when
 * the organisation was suspended, and nothing of theirs is through. What waits is among them: it may be refused yet.
 */
export function wasHeldUp(
  answer: (Standing & { readonly askedLateOn?: JstDate | null }) | null,
  typeId: MembershipTypeId,
  period: ProofPeriod,
  restsSince: JstDate,
): boolean {
  if (answer?.membershipTypeId !== typeId || answer.state === 'accepted' || answer.state === 'lapsed') return false;
  return lastDayOf(period, answer.askedLateOn ?? null) >= restsSince;
}

/**
 * From when somebody has their days, as of today: who was held up has them anew once the organisation goes on, also before
 * the pass of that day has written it down.
 */
export function lateOnOf(
  { _id, restsSince }: { readonly _id: MembershipTypeId; readonly restsSince?: JstDate | null },
  answer: (Standing & { readonly askedLateOn?: JstDate | null }) | null,
  period: ProofPeriod,
  today: JstDate,
): JstDate | null {
  return restsSince && wasHeldUp(answer, _id, period, restsSince) ? today : (answer?.askedLateOn ?? null);
}

/** Where a member of the type stands in the office's list; null where nothing is asked of them, or it waits to be looked at. */
export function passState(
  answer: Standing | null,
  typeId: MembershipTypeId,
  { isOpen, isOver }: { readonly isOpen: boolean; readonly isOver: boolean },
): 'asked' | 'refused' | 'accepted' | null {
  if (isToAsk(answer, typeId)) return isOpen ? 'asked' : null;
  if (answer?.state === 'accepted') return 'accepted';
  if (answer?.state === 'refused') return isOver ? null : 'refused';
  return answer?.state === 'asked' && !isOver ? 'asked' : null;
}
