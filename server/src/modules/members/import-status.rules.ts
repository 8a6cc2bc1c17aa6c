import { hasLeft } from '@tsudoi/shared/contracts/members/member-status.contract';
import type { ImportRowError } from '@tsudoi/shared/contracts/members/member-import.contract';
import type { MemberStatus } from '@tsudoi/shared/contracts/members/member.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { statusWords } from './export-file.rules.ts';
import { isPlannable } from './member-dates.rules.ts';
import { type DatedStatus, statusOn, withEntry, withJoining } from './member-status.rules.ts';

/** How rolls of associations write a status, beside the word of our own files. */
const otherWords: Readonly<Partial<Record<MemberStatus, readonly string[]>>> = {
  active: ['入会', '入会中', '会員', '現会員', '在籍', '在籍中', '在会中', '有効', '活動中', '継続', 'active'],
  suspended: ['休会中', '休会者', '休止', '休止中', '休会会員', 'suspended'],
  withdrawn: ['退会済', '退会済み', '退会者', '退会会員', '脱会', '元会員', '旧会員', 'withdrawn'],
  expelled: ['除名済', '除名済み', '除名者', 'expelled'],
  deceased: ['ご逝去', '死亡', '死去', '物故', '物故者', '物故会員', 'deceased'],
};
const byWord = new Map<string, MemberStatus>(
  Object.entries(statusWords).flatMap(([status, word]) =>
    [word, ...(otherWords[status as MemberStatus] ?? [])].map((each): [string, MemberStatus] => [each, status as MemberStatus]),
  ),
);

/** The status that a cell means; undefined for a word that nobody knows. */
export function statusOfCell(cell: string): MemberStatus | undefined {
  return byWord.get(cell.normalize('NFKC').toLowerCase().replace(/\s/g, ''));
}

/** What a row says of a status and its days; null and '' where it says nothing. */
export interface SaidStatus {
  readonly status: MemberStatus | null;
  readonly suspendedOn: JstDate | '';
  /** Of leaving, whichever way: 退会, 除名 or 逝去. */
  readonly withdrawnOn: JstDate | '';
  /** Of coming back, from 休会 as well. */
  readonly rejoinedOn: JstDate | '';
}

export const nothingSaid: SaidStatus = { status: null, suspendedOn: '', withdrawnOn: '', rejoinedOn: '' };

interface Standing {
  /** Of a member who is there; null for somebody new. */
  readonly history: readonly DatedStatus[] | null;
  readonly joinedOn: JstDate | '';
  /** 入会日 of a member as it is on the record; the history may begin on it. */
  readonly joinedBefore?: JstDate | undefined;
  readonly today: JstDate;
}

export interface PlannedStatuses {
  /** Of somebody new the whole history, where it is more than having joined; of a member the entries to add. */
  readonly statuses: readonly DatedStatus[];
  /** The day in the column of joining, where it is that of a return: the record keeps the day on which somebody first joined. */
  readonly returnsOn: JstDate | null;
  readonly errors: readonly ImportRowError[];
}

const ofApplications: readonly MemberStatus[] = ['applied', 'rejected', 'application_withdrawn'];
const wrong = (target: ImportRowError['target'], code: string, value = ''): PlannedStatuses => ({
  statuses: [],
  returnsOn: null,
  errors: [{ target, code, value }],
});

/** Why nobody can come back from a status by a file; null where they can. An expelled one is for an admin, with a reason. */
function refusalOfReturn(from: MemberStatus): string | null {
  if (from === 'suspended' || from === 'withdrawn') return null;
  if (from === 'active') return 'return_without_leaving';
  if (from === 'expelled') return 'return_of_expelled';
  return from === 'deceased' ? 'deceased_is_final' : 'status_of_application';
}

/**
 * The day of joining as one of returning: of a member who is away and of whom a row says 在会 since a day behind their leaving,
 * or whose return of that day is known already.
 */
function returnOf(history: readonly DatedStatus[] | null, { status }: SaidStatus, joinedOn: JstDate | '', today: JstDate): JstDate | null {
  if (history === null || joinedOn === '') return null;
  const isKnown = history.some(
    (entry, at) => at > 0 && entry.status === 'active' && entry.effectiveOn === joinedOn && history[at - 1]!.status !== 'applied',
  );
  const now = history.findLast(({ effectiveOn }) => effectiveOn <= today);
  const isAway = now !== undefined && now.status !== 'active' && now.effectiveOn < joinedOn;
  return isKnown || (isAway && status === 'active') ? joinedOn : null;
}

interface Beginning {
  readonly entries: readonly DatedStatus[];
  /** The change of the history that is on the day of joining that the row has, or before it. */
  readonly inTheWay: string;
}

/** The history that the days of a row come into: it begins on the day of joining that the row puts right. */
function beginningOf({ history, joinedOn, joinedBefore, today }: Standing, returnsOn: JstDate | null): Beginning {
  if (history === null) return { entries: [{ status: 'active', effectiveOn: joinedOn === '' ? today : joinedOn }], inTheWay: '' };
  if (joinedOn === '' || joinedBefore === undefined || returnsOn !== null) return { entries: history, inTheWay: '' };
  try {
    return { entries: withJoining(history, joinedBefore, joinedOn), inTheWay: '' };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { entries: history, inTheWay: String(error.params['date']) };
  }
}

/**
 * What a row makes of a history (domain.md 3.2). A day without a word says that somebody left (rests, came back) on it; a word
 * that is not yet true needs its day, since a history without days is none. Somebody who applies is decided on elsewhere.
 */
export function planStatuses(said: SaidStatus, standing: Standing): PlannedStatuses {
  const { history, joinedOn, today } = standing;
  const { status, suspendedOn, withdrawnOn, rejoinedOn } = said;
  // Without a word of leaving, a day of leaving is whatever leaving the history has on that day.
  const wordOfLeaving = status !== null && hasLeft(status) ? status : null;
  const knownLeaving = history?.find((entry) => hasLeft(entry.status) && entry.effectiveOn === withdrawnOn)?.status;
  const leaving = wordOfLeaving ?? knownLeaving ?? 'withdrawn';
  const returnsOn = rejoinedOn === '' ? returnOf(history, said, joinedOn, today) : null;
  const dated = [
    { target: 'suspendedOn' as const, status: 'suspended' as const, effectiveOn: suspendedOn },
    { target: 'withdrawnOn' as const, status: leaving, effectiveOn: withdrawnOn },
    { target: 'rejoinedOn' as const, status: 'active' as const, effectiveOn: rejoinedOn },
    { target: 'joinedOn' as const, status: 'active' as const, effectiveOn: returnsOn ?? ('' as const) },
  ];
  const { entries: begun, inTheWay } = beginningOf(standing, returnsOn);
  const isKnown = (entry: { status: MemberStatus; effectiveOn: string }) =>
    history !== null && begun.some((one) => one.status === entry.status && one.effectiveOn === entry.effectiveOn);
  const wanted = dated
    .flatMap(({ target, status: to, effectiveOn }) =>
      effectiveOn === '' || isKnown({ status: to, effectiveOn }) ? [] : { target, entry: { status: to, effectiveOn } },
    )
    .sort((left, right) => (left.entry.effectiveOn < right.entry.effectiveOn ? -1 : 1));
  if (history === null && joinedOn === '' && wanted.length > 0) return wrong('joinedOn', 'joined_on_needed');
  let entries = begun;
  for (const { target, entry } of wanted) {
    const { effectiveOn } = entry;
    if (!isPlannable(effectiveOn, today)) return wrong(target, 'implausible_date', effectiveOn);
    if (begun.every((one) => one.effectiveOn >= effectiveOn)) return wrong(target, 'status_before_joining', effectiveOn);
    const isTaken = entries.some((one) => one.effectiveOn === effectiveOn);
    const refusal = entry.status === 'active' && !isTaken ? refusalOfReturn(statusOn(entries, effectiveOn)) : null;
    if (refusal) return wrong(target, refusal, effectiveOn);
    try {
      entries = withEntry(entries, entry);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return wrong(target, error.code === 'STATUS_DATE_TAKEN' ? 'status_date_taken' : 'status_not_possible', effectiveOn);
    }
  }
  const current = statusOn(entries, today);
  const isMeant = status === null || status === current || wanted.some(({ entry }) => entry.status === status && entry.effectiveOn > today);
  if (isMeant && inTheWay !== '') return wrong('joinedOn', 'joined_after_status', inTheWay);
  if (isMeant)
    return { statuses: history === null && wanted.length > 0 ? entries : wanted.map(({ entry }) => entry), returnsOn, errors: [] };
  const word = statusWords[status];
  if (ofApplications.includes(status)) return wrong('status', 'status_of_application', word);
  const own = status === 'suspended' ? dated[0]! : dated[1]!;
  if (status !== 'active' && own.effectiveOn === '') return wrong(own.target, 'status_date_missing');
  const isBack = status === 'active' && wanted.length === 0;
  return wrong('status', isBack ? (refusalOfReturn(current) ?? 'back_needs_day') : 'status_contradicts', word);
}
