import type { StatusPlan } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { statusTexts } from './status-texts.ts';

/** Why somebody keeps their status, in words. */
export function useStatusWhy(): (one: StatusPlan['refused'][number]) => string {
  const { refusals } = useWords(statusTexts);
  const { statuses } = useWords(adminMemberTexts).detail;
  return ({ code, status }) => fill(refusals[code], { status: statuses[status] });
}
