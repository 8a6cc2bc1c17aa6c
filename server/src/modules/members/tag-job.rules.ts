import type { TagAction } from '@tsudoi/shared/contracts/members/tag-job.contract';

/** The tags of a member with one put on or taken off; null when nothing changes, 'full' when there is no room for one more. */
export function withTag(tags: readonly string[], action: TagAction, tag: string, most: number): string[] | 'full' | null {
  const has = tags.includes(tag);
  if (has === (action === 'add')) return null;
  if (action === 'remove') return tags.filter((own) => own !== tag);
  return tags.length >= most ? 'full' : [...tags, tag];
}

export const oppositeOf = (action: TagAction): TagAction => (action === 'add' ? 'remove' : 'add');
