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

export type ProofReminder = 'opened' | 'two_weeks' | 'three_days';

/** The mail that is due by today; an earlier one that was missed is not sent after it. */
export function reminderOn({ dueOn }: ProofPeriod, today: JstDate): ProofReminder {
  if (today >= addDays(dueOn, -3)) return 'three_days';
  return today >= addDays(dueOn, -14) ? 'two_weeks' : 'opened';
}

/**
 * Whose type falls back when a period is over: whoever was in by its last day and has no accepted proof. Who has sent one
 * that the office has not looked at yet keeps the type until it has.
 */
export function fallsBack(member: { readonly joinedOn: JstDate }, state: string | null, { dueOn }: ProofPeriod): boolean {
  return member.joinedOn <= dueOn && state !== 'accepted' && state !== 'sent';
}
