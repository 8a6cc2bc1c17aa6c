import { settableStatuses, hasLeft } from '@tsudoi/shared/contracts/members/member-status.contract';
import type { MemberStatus } from '@tsudoi/shared/contracts/members/member.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type JstDate, addDays } from '@tsudoi/shared/kernel/jst';
import { isPlannable } from './member-dates.rules.ts';

export interface DatedStatus {
  readonly status: MemberStatus;
  readonly effectiveOn: JstDate;
}

/** domain.md 3.2. */
const next: Readonly<Record<MemberStatus, readonly MemberStatus[]>> = {
  applied: ['active', 'rejected', 'application_withdrawn'],
  active: ['suspended', 'withdrawn', 'expelled', 'deceased'],
  suspended: ['active', 'withdrawn', 'expelled', 'deceased'],
  withdrawn: ['active'],
  expelled: ['active'],
  deceased: [],
  // Only through a new application: the entries that the office makes by hand never say `applied`.
  rejected: ['applied'],
  application_withdrawn: ['applied'],
};

const byDate = <T extends DatedStatus>(entries: readonly T[]): T[] =>
  [...entries].sort((left, right) => (left.effectiveOn < right.effectiveOn ? -1 : 1));

/** The status on a day; before the first entry, the first one: somebody who joins next month is shown as what they become. */
export function statusOn(entries: readonly DatedStatus[], day: JstDate): MemberStatus {
  const ordered = byDate(entries);
  const current = ordered.findLast((entry) => entry.effectiveOn <= day) ?? ordered[0];
  if (!current) throw new RangeError('a member without a status');
  return current.status;
}

/** When the status changes next, or null. */
export function nextChangeOn(entries: readonly DatedStatus[], day: JstDate): JstDate | null {
  return byDate(entries).find((entry) => entry.effectiveOn > day)?.effectiveOn ?? null;
}

/** Who is on the roll by themselves: members, and those who ask to be. Of all others the record stays as it was. */
export function isStanding(status: MemberStatus): boolean {
  return status === 'applied' || status === 'active' || status === 'suspended';
}

/** Whether a history says that somebody is, or is going to be, one of them. */
export function stands(entries: readonly DatedStatus[], today: JstDate): boolean {
  return isStanding(statusOn(entries, today)) || entries.some(({ status, effectiveOn }) => effectiveOn > today && isStanding(status));
}

/** Whether it is by the change of a history that somebody is one of them, again or for the first time. */
export function comesIn(before: readonly DatedStatus[], after: readonly DatedStatus[], today: JstDate): boolean {
  return !stands(before, today) && stands(after, today);
}

/** Whether somebody is a member no more who was one until then, by any of the records that were theirs. */
export function leavesBy(before: readonly MemberStatus[], after: MemberStatus): boolean {
  return hasLeft(after) && before.some((status) => !hasLeft(status));
}

/** The day a member leaves or left, when leaving is the last thing known of them. */
export function leavesOn(entries: readonly DatedStatus[]): JstDate | null {
  const last = byDate(entries).at(-1);
  return last && (last.status === 'withdrawn' || last.status === 'expelled') ? last.effectiveOn : null;
}

/**
 * Whether a history that becomes another one takes back somebody who is expelled today. That is for admins (domain.md 3.2), also
 * where it is called setting a change back.
 */
export function takesBackExpelled(before: readonly DatedStatus[], after: readonly DatedStatus[], today: JstDate): boolean {
  return statusOn(before, today) === 'expelled' && statusOn(after, today) !== 'expelled';
}

/** What of a member is derived from the history, as of a day. */
export function fieldsOfHistory<T extends DatedStatus>(statusEntries: T[], today: JstDate) {
  return {
    statusEntries,
    status: statusOn(statusEntries, today),
    nextStatusOn: nextChangeOn(statusEntries, today),
    withdrawnOn: leavesOn(statusEntries),
  };
}

/** An entry as a refusal names it. */
const named = ({ status, effectiveOn: date }: DatedStatus) => ({ status, date });

/**
 * The history with one more entry. Both neighbours are checked, so that a scheduled change stays possible; whichever is in the
 * way is named. @throws DomainError STATUS_DATE_TAKEN, STATUS_BEFORE_FIRST, STATUS_NEXT_IN_WAY, INVALID_TRANSITION
 */
export function withEntry<T extends DatedStatus>(entries: readonly T[], entry: T): T[] {
  const sameDay = entries.find(({ effectiveOn }) => effectiveOn === entry.effectiveOn);
  if (sameDay) throw new DomainError('STATUS_DATE_TAKEN', named(sameDay));
  const ordered = byDate([...entries, entry]);
  const at = ordered.indexOf(entry);
  const before = ordered[at - 1];
  const after = ordered[at + 1];
  if (!before) {
    if (after) throw new DomainError('STATUS_BEFORE_FIRST', named(after));
    throw new DomainError('INVALID_TRANSITION', { to: entry.status });
  }
  if (!next[before.status].includes(entry.status)) throw new DomainError('INVALID_TRANSITION', { ...named(before), to: entry.status });
  if (after && !next[entry.status].includes(after.status)) throw new DomainError('STATUS_NEXT_IN_WAY', named(after));
  return ordered;
}

/**
 * The history without one of its entries, both neighbours of the gap checked (domain.md 3.2, case 29). The first entry is how
 * somebody came to be on the roll and stays. @throws DomainError NOT_FOUND, STATUS_CARRIES_NEXT, INVALID_TRANSITION
 */
export function withoutEntry<T extends DatedStatus & { readonly entryId: string }>(entries: readonly T[], entryId: string): T[] {
  const ordered = byDate(entries);
  const at = ordered.findIndex((entry) => entry.entryId === entryId);
  if (at === -1) throw new DomainError('NOT_FOUND');
  const [before, after] = [ordered[at - 1], ordered[at + 1]];
  if (!before) throw new DomainError('INVALID_TRANSITION', { from: ordered[at]!.status, to: after?.status ?? '' });
  if (after && !next[before.status].includes(after.status)) throw new DomainError('STATUS_CARRIES_NEXT', { date: after.effectiveOn });
  return ordered.filter((entry) => entry.entryId !== entryId);
}

/**
 * Whether an entry is an application's: it came with a decision, and without that nobody takes it out (domain.md 3.2).
 * `admissions`: the days for which applications were approved.
 */
export function isOfApplication({ status, effectiveOn }: DatedStatus, admissions: ReadonlySet<string>): boolean {
  return !(settableStatuses as readonly MemberStatus[]).includes(status) || (status === 'active' && admissions.has(effectiveOn));
}

/**
 * The history of somebody whose 入会日 is put right: where it began on the former day it begins on the new one, which has to
 * be before whatever came next. What begins with an application keeps the day that was decided on.
 * @throws DomainError JOINED_ON_AFTER_STATUS
 */
export function withJoining<T extends DatedStatus>(entries: readonly T[], from: JstDate, to: JstDate): T[] {
  const [first, ...later] = byDate(entries);
  if (first?.status !== 'active' || first.effectiveOn !== from) return [...entries];
  if (later[0] && later[0].effectiveOn <= to) throw new DomainError('JOINED_ON_AFTER_STATUS', { date: later[0].effectiveOn });
  return [{ ...first, effectiveOn: to }, ...later];
}

/**
 * What becomes of a history with 入会日: its first day and when it changes next. The status of today stays what it is: of one
 * that is due and not applied yet, all that follows from it comes with that.
 */
export function fieldsOfJoining<T extends DatedStatus>(
  { statusEntries, nextStatusOn, joinedOn: from }: { statusEntries: T[]; nextStatusOn: JstDate | null; joinedOn: JstDate },
  to: JstDate,
  today: JstDate,
): { statusEntries: T[]; nextStatusOn: JstDate | null } {
  const entries = withJoining(statusEntries, from, to);
  if (entries[0]?.effectiveOn !== to || from === to) return { statusEntries, nextStatusOn };
  if (to > today) return { statusEntries: entries, nextStatusOn: to };
  return { statusEntries: entries, nextStatusOn: nextStatusOn === from ? (entries[1]?.effectiveOn ?? null) : nextStatusOn };
}

/** Whether entries in their order are a history that may be: one a day, each allowed after the one before. */
export function isLegalHistory(ordered: readonly DatedStatus[]): boolean {
  return ordered.every((entry, at) => {
    const before = ordered[at - 1];
    return !before || (before.effectiveOn < entry.effectiveOn && next[before.status].includes(entry.status));
  });
}

/** The day of the last change that is known of somebody, past or to come. */
export function lastChangeOn(entries: readonly DatedStatus[]): JstDate {
  const last = byDate(entries).at(-1);
  if (!last) throw new RangeError('a member without a status');
  return last.effectiveOn;
}

/**
 * The earliest day on which many may change at once: the day after the latest change of them all (APP-05), and whose change
 * that is. The first of several on one day is named.
 */
export function earliestForAll<T extends { readonly statusEntries: readonly DatedStatus[] }>(
  members: readonly T[],
): { readonly date: JstDate; readonly because: T } | null {
  let latest: { date: JstDate; because: T } | null = null;
  for (const because of members) {
    const date = lastChangeOn(because.statusEntries);
    if (latest === null || date > latest.date) latest = { date, because };
  }
  return latest && { date: addDays(latest.date, 1), because: latest.because };
}

/**
 * What an application brings into the history. Two statuses never start on one day (domain.md 3.2): when the decision falls on
 * the day of applying, the `applied` entry itself is edited (APP-04); and whoever applies anew on the day of a decision takes
 * that decision's entry away again, the application keeps what was decided. @throws DomainError like withEntry
 */
export function withApplicationEntry<T extends DatedStatus>(entries: readonly T[], entry: T): T[] {
  const today = entries.find(({ effectiveOn }) => effectiveOn === entry.effectiveOn);
  if (!today) return withEntry(entries, entry);
  const isOfApplying = today.status === 'applied' || entry.status === 'applied';
  if (!isOfApplying || !next[today.status].includes(entry.status)) return withEntry(entries, entry);
  const others = byDate(entries.filter((other) => other !== today));
  const before = others.findLast(({ effectiveOn }) => effectiveOn < entry.effectiveOn);
  if (!before) return byDate([entry, ...others]);
  return before.status === entry.status ? others : withEntry(others, entry);
}

/**
 * The history of whoever is admitted by an application. A day before the application, or before they had left, says so itself:
 * no other state of the record would make it possible.
 * @throws DomainError JOINED_BEFORE_APPLYING, REJOINED_BEFORE_LEAVING, JOINED_ON_IMPLAUSIBLE and like withApplicationEntry
 */
export function withAdmission<T extends DatedStatus>(entries: readonly T[], entry: T, today: JstDate): T[] {
  const last = byDate(entries).at(-1);
  if (last && entry.effectiveOn < last.effectiveOn) {
    const date = last.effectiveOn;
    if (last.status === 'applied') throw new DomainError('JOINED_BEFORE_APPLYING', { date });
    if (last.status === 'withdrawn' || last.status === 'expelled') throw new DomainError('REJOINED_BEFORE_LEAVING', { date });
  }
  // The form of the record would refuse such a day, and with it every other change of the record.
  if (!isPlannable(entry.effectiveOn, today)) throw new DomainError('JOINED_ON_IMPLAUSIBLE');
  return withApplicationEntry(entries, entry);
}

/** Who may log in (domain.md 3.5). */
export function mayLogIn(status: MemberStatus): boolean {
  return status === 'active' || status === 'suspended';
}
