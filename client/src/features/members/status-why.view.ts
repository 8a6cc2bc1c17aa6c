import type { StatusPlan } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { textOfRefused } from './status-refusal.rules.ts';
import { statusTexts } from './status-texts.ts';

/** Why somebody keeps their status, in words. */
export function useStatusWhy(): (one: StatusPlan['refused'][number]) => string {
  const words = useWords(statusTexts);
  const { statuses } = useWords(adminMemberTexts).detail;
  return (one) => textOfRefused(one, words, statuses);
}
