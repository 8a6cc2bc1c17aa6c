import { filledRefusal } from '../../lib/errors.ts';
import type { StatusPlan } from '../../lib/views.ts';
import type { Words } from '../../lib/words.ts';
import type { statusTexts } from './status-texts.ts';

type Refused = Pick<StatusPlan['refused'][number], 'code' | 'status' | 'obstacle'>;
type StatusWords = Pick<Words<typeof statusTexts.ja>, 'refusals' | 'refusedByHistory' | 'refusedApplicant'>;

/** Codes that say what of somebody's record is in the way. */
const named: readonly Refused['code'][] = [
  'INVALID_TRANSITION',
  'STATUS_DATE_TAKEN',
  'STATUS_BEFORE_FIRST',
  'STATUS_NEXT_IN_WAY',
  'MEMBERSHIP_TYPE_ARCHIVED',
];

/** Why one member cannot be given a status, in words; `statuses`: what each is called. */
export function textOfRefused(
  { code, status, obstacle }: Refused,
  words: StatusWords,
  statuses: Readonly<Record<Refused['status'], string>>,
): string {
  if (obstacle !== null && 'status' in obstacle)
    return filledRefusal(words.refusals[code], { date: obstacle.date, status: statuses[obstacle.status] });
  if (obstacle !== null || !named.includes(code)) return filledRefusal(words.refusals[code], obstacle ?? {});
  // Whoever applies has no history of their own yet; and what was refused before that was kept says what it can.
  return filledRefusal(status === 'applied' ? words.refusedApplicant : words.refusedByHistory, { status: statuses[status] });
}
