import { DomainError, type DomainErrorCode } from '@tsudoi/shared/kernel/domain-error';
import { type JstDate, addDays } from '@tsudoi/shared/kernel/jst';

/** What a typed date of a member cannot be: a slip of the year shows here, not in next year's bills. */
export type DateRefusal = Extract<DomainErrorCode, 'BIRTH_DATE_IMPLAUSIBLE' | 'JOINED_ON_IMPLAUSIBLE'>;

const oldest = '1900-01-01';

/** Whether a day of joining, or of a change of status, can be meant: up to a year ahead may be planned. */
export const isPlannable = (day: JstDate, today: JstDate): boolean => day >= oldest && day <= addDays(today, 366);

/** @throws DomainError STATUS_DATE_IMPLAUSIBLE: a slip of the year would stand as a plan that nobody looks at again */
export function refuseUnplannable(day: JstDate, today: JstDate): void {
  if (!isPlannable(day, today)) throw new DomainError('STATUS_DATE_IMPLAUSIBLE');
}

/** Null when both dates can be true. A joining date may lie up to a year ahead: somebody is entered before the year begins. */
export function dateRefusal(dates: { readonly birthDate: string; readonly joinedOn: string }, today: JstDate): DateRefusal | null {
  const { birthDate, joinedOn } = dates;
  if (birthDate !== '' && (birthDate > today || birthDate < oldest)) return 'BIRTH_DATE_IMPLAUSIBLE';
  if (joinedOn > addDays(today, 366) || (birthDate !== '' && joinedOn < birthDate)) return 'JOINED_ON_IMPLAUSIBLE';
  return null;
}
