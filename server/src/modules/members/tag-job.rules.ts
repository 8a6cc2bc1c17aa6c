import type { TagAction } from '@tsudoi/shared/contracts/members/tag-job.contract';
import { foldForSearch } from './search-fold.rules.ts';

/** The tags of a member with one put on or taken off; null when nothing changes, 'full' when there is no room for one more. */
export function withTag(tags: readonly string[], action: TagAction, tag: string, most: number): string[] | 'full' | null {
  // As a list compares them: ＶＩＰ, vip and VIP are one tag there.
  const key = foldForSearch(tag);
  const others = tags.filter((own) => foldForSearch(own) !== key);
  const has = others.length < tags.length;
  if (has === (action === 'add')) return null;
  if (action === 'remove') return others;
  return tags.length >= most ? 'full' : [...tags, tag];
}

export const oppositeOf = (action: TagAction): TagAction => (action === 'add' ? 'remove' : 'add');
