import type { DunningChannel, LeftOutReason } from '@tsudoi/shared/contracts/dunning/dunning.contract';
import { leastDaysBetweenRounds } from '@tsudoi/shared/contracts/dunning/dunning-settings.contract';
import type { MemberStatus } from '@tsudoi/shared/contracts/members/member-status.contract';
import type { ChargeMethod } from '@tsudoi/shared/contracts/payments/charge.contract';
import { type JstDate, addDays, addMonths } from '@tsudoi/shared/kernel/jst';

/** As much of a stage as decides when it is due. */
export interface StageTerms {
  readonly key: number;
  /** From the due date of the bill; minus is before it. */
  readonly days: number;
  readonly mail: boolean;
  readonly letter: boolean;
}

/** What was sent about a bill: stages keep the days they had then, whatever became of the settings. */
export interface Round {
  readonly stageKey: number;
  readonly days: number;
  readonly on: JstDate;
}

/** Somebody pays, or said that they will. */
export interface Waiting {
  readonly method: ChargeMethod;
  readonly state: 'requested' | 'awaiting' | 'authorized' | 'provisional' | 'unknown';
  /** The last day on which the slip can be paid. */
  readonly until: JstDate | null;
}

/** An office's word that somebody is left alone: for good, or through a day. */
export interface Hold {
  readonly until: JstDate | null;
  readonly note: string;
}

/** A bill of which something is owed: bills that are drafts, paid, cancelled or ask for nothing never come here (case 7). */
export interface OwedBill {
  readonly id: string;
  readonly dueOn: JstDate;
  readonly confirmedOn: JstDate;
  readonly waiting: Waiting | null;
  /** It is being collected from a saved card, and tried again by itself (domain.md 3.8). */
  readonly collecting: boolean;
  /** Somebody else is to pay it (所属先払い), through that day. */
  readonly payer: { readonly name: string; readonly until: JstDate } | null;
  readonly moneyHeld: boolean;
  readonly holds: readonly Hold[];
  readonly rounds: readonly Round[];
}

export interface OwingMember {
  readonly status: MemberStatus;
  readonly hasEmail: boolean;
  readonly hasAddress: boolean;
  /** Money of theirs that lies on no bill: to be used before anybody is asked for more. */
  readonly credit: number;
  readonly holds: readonly Hold[];
  /** The day of the last round to them, also about bills that are paid meanwhile. */
  readonly lastRoundOn: JstDate | null;
  readonly bills: readonly OwedBill[];
}

interface Out {
  readonly reason: LeftOutReason;
  readonly until: JstDate | null;
  readonly note: string;
}

export type Step<Stage extends StageTerms = StageTerms> =
  | { readonly kind: 'stage'; readonly stage: Stage; readonly on: JstDate }
  | ({ readonly kind: 'out' } & Out);

const out = (reason: LeftOutReason, until: JstDate | null = null, note = ''): { kind: 'out' } & Out => ({
  kind: 'out',
  reason,
  until,
  note,
});
const later = (left: JstDate, right: JstDate): JstDate => (left > right ? left : right);

/** Claims lapse five years after their due date, which is not counted (domain.md 4.2). */
export function hasLapsed(dueOn: JstDate, today: JstDate): boolean {
  return today > addMonths(dueOn, 60);
}

/** A hold that counts today: one without an end before those with one, and of these the longest. */
export function holdOn<H extends Pick<Hold, 'until'>>(holds: readonly H[], today: JstDate): H | null {
  const live = holds.filter(({ until }) => until === null || today <= until);
  return live.toSorted((left, right) => (right.until ?? '9999').localeCompare(left.until ?? '9999'))[0] ?? null;
}

function heldBy(hold: Hold | null): ({ kind: 'out' } & Out) | null {
  if (hold === null) return null;
  return hold.until === null ? out('held', null, hold.note) : out('promised', hold.until, hold.note);
}

/** Ways with a number that can be paid until a day. */
const slips: ReadonlySet<string> = new Set<ChargeMethod>(['card', 'konbini', 'payeasy']);

/**
 * Money is on its way: a slip can still be paid, a card is authorised (case 55: when that fails, the bill is asked for
 * again from where it stood). An account to transfer to is open for ever and says nothing.
 */
function isBeingPaid({ method, state, until }: Waiting, today: JstDate): boolean {
  if (state !== 'awaiting') return true;
  return slips.has(method) && until !== null && today <= until;
}

/** The day on which a stage may be sent for a bill, or null when its time has gone by. */
function dayOf(stage: StageTerms, bill: OwedBill, last: Round | null, today: JstDate): JstDate | null {
  // The bill itself was news on the day it was confirmed.
  let on = later(addDays(bill.dueOn, stage.days), addDays(bill.confirmedOn, leastDaysBetweenRounds));
  if (last) {
    // Who is late with everything is still asked as slowly as anybody: the stages keep their distance.
    const apart = last.days < 0 ? leastDaysBetweenRounds : Math.max(leastDaysBetweenRounds, stage.days - last.days);
    on = later(on, addDays(last.on, apart));
  }
  for (const { until } of bill.holds) if (until !== null && until < today) on = later(on, addDays(until, 1));
  if (stage.days <= 0 && later(on, today) > bill.dueOn) return null;
  return on;
}

/**
 * What comes next for one bill. Stages follow each other by their days, each once in the bill's life; the ones before the
 * due date are passed over when it has gone by (domain.md 4.2).
 */
export function nextStep<Stage extends StageTerms>(stages: readonly Stage[], bill: OwedBill, today: JstDate): Step<Stage> {
  if (hasLapsed(bill.dueOn, today)) return out('lapsed');
  const held = heldBy(holdOn(bill.holds, today));
  if (held) return held;
  if (bill.moneyHeld) return out('money_held');
  if (bill.payer && today <= bill.payer.until) return out('payer', bill.payer.until, bill.payer.name);
  if (bill.waiting && isBeingPaid(bill.waiting, today)) return out('in_payment', bill.waiting.until);
  if (bill.collecting) return out('in_payment');
  const rounds = bill.rounds.toSorted((left, right) => left.days - right.days);
  const last = rounds.at(-1) ?? null;
  const newest = rounds.reduce<Round | null>((found, round) => (found && found.on >= round.on ? found : round), null);
  const sent = new Set(rounds.map(({ stageKey }) => stageKey));
  for (const stage of stages.toSorted((left, right) => left.days - right.days)) {
    if (sent.has(stage.key) || (last && stage.days <= last.days)) continue;
    const on = dayOf(stage, bill, last && newest ? { ...last, on: newest.on } : null, today);
    if (on !== null) return { kind: 'stage', stage, on };
  }
  return out('all_sent');
}

/** A letter where there is no address for mail; nobody is asked on a way that the stage does not take and that is not needed. */
export function channelsFor(stage: StageTerms, member: Pick<OwingMember, 'hasEmail' | 'hasAddress'>): DunningChannel[] {
  const mail = stage.mail && member.hasEmail;
  const letter = member.hasAddress && (stage.letter || !mail);
  return [...(mail ? (['mail'] as const) : []), ...(letter ? (['letter'] as const) : [])];
}

export interface Due<Stage extends StageTerms = StageTerms> {
  readonly stage: Stage;
  readonly on: JstDate;
  readonly billIds: readonly string[];
  readonly channels: readonly DunningChannel[];
}

export interface MemberPlan<Stage extends StageTerms = StageTerms> {
  /** What may go today: one stage, all bills that are at it. */
  readonly due: Due<Stage> | null;
  /** What comes later, by stage and day. */
  readonly coming: readonly Due<Stage>[];
  readonly left: readonly {
    readonly billIds: readonly string[];
    readonly reason: LeftOutReason;
    readonly until: JstDate | null;
    readonly note: string;
  }[];
}

function memberOut(member: OwingMember, today: JstDate): Out | null {
  if (member.status === 'deceased') return out('deceased');
  // Who has not joined yet has a bill of their own kind, which runs out by itself (domain.md 3.3).
  if (member.status === 'applied' || member.status === 'rejected' || member.status === 'application_withdrawn') return out('applicant');
  const held = heldBy(holdOn(member.holds, today));
  if (held) return held;
  return member.credit > 0 ? out('has_credit') : null;
}

/**
 * What is due to one member today. They get one notice a round over all bills at the same stage, and seven days pass before
 * the next, whatever bill it is about: of two stages on one day the later one goes, the other waits.
 */
export function planOf<Stage extends StageTerms>(stages: readonly Stage[], member: OwingMember, today: JstDate): MemberPlan<Stage> {
  const all = member.bills.map(({ id }) => id);
  const without = memberOut(member, today);
  if (without) return { due: null, coming: [], left: [{ billIds: all, reason: without.reason, until: without.until, note: without.note }] };
  const free = member.lastRoundOn === null ? today : addDays(member.lastRoundOn, leastDaysBetweenRounds);
  const holds = member.holds.flatMap(({ until }) => (until !== null && until < today ? [addDays(until, 1)] : []));
  const left = new Map<string, { out: Out; billIds: string[] }>();
  const groups = new Map<string, { stage: Stage; on: JstDate; billIds: string[] }>();
  const leave = (id: string, why: Out) => {
    const key = `${why.reason}|${why.until ?? ''}|${why.note}`;
    left.set(key, { out: why, billIds: [...(left.get(key)?.billIds ?? []), id] });
  };
  const steps = member.bills.map((bill) => ({ bill, step: nextStep(stages, bill, today) }));
  const reached = new Map<number, { stage: Stage; ids: string[] }>();
  const waiting: { stage: Stage; on: JstDate; id: string }[] = [];
  for (const { bill, step } of steps) {
    if (step.kind === 'out') leave(bill.id, step);
    else if (channelsFor(step.stage, member).length === 0) leave(bill.id, out('no_address'));
    else {
      const on = [step.on, free, ...holds].reduce(later);
      if (on <= today) reached.set(step.stage.key, { stage: step.stage, ids: [...(reached.get(step.stage.key)?.ids ?? []), bill.id] });
      else waiting.push({ stage: step.stage, on, id: bill.id });
    }
  }
  const [first, ...others] = [...reached.values()].toSorted((one, other) => other.stage.days - one.stage.days);
  for (const { stage, ids } of others) for (const id of ids) waiting.push({ stage, on: addDays(today, leastDaysBetweenRounds), id });
  for (const { stage, on, id } of waiting) {
    const key = `${stage.key}|${on}`;
    groups.set(key, { stage, on, billIds: [...(groups.get(key)?.billIds ?? []), id] });
  }
  const dueOf = (stage: Stage, on: JstDate, billIds: readonly string[]): Due<Stage> => ({
    stage,
    on,
    billIds,
    channels: channelsFor(stage, member),
  });
  return {
    due: first ? dueOf(first.stage, today, first.ids) : null,
    coming: [...groups.values()]
      .map(({ stage, on, billIds }) => dueOf(stage, on, billIds))
      .toSorted((one, other) => one.on.localeCompare(other.on)),
    left: [...left.values()].map(({ out: why, billIds }) => ({ billIds, reason: why.reason, until: why.until, note: why.note })),
  };
}
