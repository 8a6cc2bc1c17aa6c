import { type JstDate, addDays, jstDate } from '@tsudoi/shared/kernel/jst';

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
