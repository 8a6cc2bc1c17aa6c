import { hasLeft } from '@tsudoi/shared/contracts/members/member-status.contract';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type { DatedStatus } from './member-status.rules.ts';

/** What a file of the roll tells of the days of a status; '' where there is nothing to tell. */
export interface ToldDays {
  readonly suspendedOn: JstDate | '';
  /** Of leaving, whichever way: 退会, 除名 or 逝去, as the import reads it. */
  readonly withdrawnOn: JstDate | '';
  readonly rejoinedOn: JstDate | '';
}

const columnOf = ({ status }: DatedStatus): keyof ToldDays =>
  status === 'active' ? 'rejoinedOn' : hasLeft(status) ? 'withdrawnOn' : 'suspendedOn';

/**
 * The days without which the word for today would be refused when the file comes back, and those that are planned, as far as
 * one column has room for one day. What was before today's status is the record's own.
 */
export function daysTold(entries: readonly DatedStatus[], today: JstDate): ToldDays {
  const told: Record<keyof ToldDays, JstDate | ''> = { suspendedOn: '', withdrawnOn: '', rejoinedOn: '' };
  const ordered = entries.toSorted((left, right) => (left.effectiveOn < right.effectiveOn ? -1 : 1));
  const joining = ordered.findIndex(({ status }) => status === 'active');
  if (joining === -1) return told;
  const later = ordered.slice(joining + 1);
  const present = later.findLast(({ effectiveOn }) => effectiveOn <= today);
  if (present && present.status !== 'active') told[columnOf(present)] = present.effectiveOn;
  // Whoever was expelled is taken back on the screens alone (docs/decisions/0060): no file may say so.
  if (present?.status === 'expelled') return told;
  for (const planned of later.filter(({ effectiveOn }) => effectiveOn > today)) {
    if (told[columnOf(planned)] !== '') break;
    told[columnOf(planned)] = planned.effectiveOn;
  }
  return told;
}
