import type { TagAction } from '@tsudoi/shared/contracts/members/tag-job.contract';
import { foldForSearch } from './search-fold.rules.ts';

/** As a list compares them: ＶＩＰ, vip and VIP are one tag there. */
const isOne = (tag: string): ((own: string) => boolean) => {
  const key = foldForSearch(tag);
  return (own) => foldForSearch(own) === key;
};

/**
 * The tags of a member with one put on or taken off; null when nothing changes, 'full' when there is no room for one more.
 * @param spelled how it is put on, where it is given back to who had it otherwise
 */
export function withTag(
  tags: readonly string[],
  action: TagAction,
  tag: string,
  most: number,
  spelled: readonly string[] = [tag],
): string[] | 'full' | null {
  const isThis = isOne(tag);
  if (tags.some(isThis) === (action === 'add')) return null;
  if (action === 'remove') return tags.filter((own) => !isThis(own));
  return tags.length + spelled.length > most ? 'full' : [...tags, ...spelled];
}

/** What goes with a tag from somebody who has it spelled otherwise, or more than once; null for whom it is the very tag. */
export function spelledOtherwise(tags: readonly string[], tag: string): string[] | null {
  const own = tags.filter(isOne(tag));
  return own.length === 1 && own[0] === tag ? null : own;
}

export const oppositeOf = (action: TagAction): TagAction => (action === 'add' ? 'remove' : 'add');
