import { fill } from '../../lib/words.ts';

/** What a stage is called: by its distance from the due date. */
export function stageName(words: { readonly before: string; readonly after: string; readonly on: string }, days: number): string {
  if (days === 0) return words.on;
  return fill(days < 0 ? words.before : words.after, { days: Math.abs(days) });
}
