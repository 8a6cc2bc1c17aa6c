import type { DunningNoticeView } from '../../lib/views.ts';
import { fill } from '../../lib/words.ts';

/** What a stage is called: by its distance from the due date. */
export function stageName(words: { readonly before: string; readonly after: string; readonly on: string }, days: number): string {
  if (days === 0) return words.on;
  return fill(days < 0 ? words.before : words.after, { days: Math.abs(days) });
}

interface NoticeWords {
  readonly stageName: Parameters<typeof stageName>[0];
  readonly abouts: Readonly<Record<Exclude<DunningNoticeView['about'], 'reminder'>, string>>;
}

/** What a notice is called: its stage, or what the mail was about that could not be delivered. */
export function noticeName(words: NoticeWords, { about, stageDays }: Pick<DunningNoticeView, 'about' | 'stageDays'>): string {
  return about === 'reminder' ? stageName(words.stageName, stageDays) : words.abouts[about];
}
