import * as z from 'zod';
import { MemberId, TagJobId } from '../../kernel/ids.ts';
import { HiddenMembersInput } from './member-hidden.contract.ts';
import { Tag, tagsPerMember } from './member-tag.contract.ts';
import { mostInStatusJob } from './member-status.contract.ts';

export const tagActions = ['add', 'remove'] as const;
export type TagAction = (typeof tagActions)[number];
/** Whom the office chose: named one by one, or everybody who fits the conditions of a list. */
const Chosen = z.union([
  z.strictObject({ memberIds: z.array(MemberId).min(1).max(mostInStatusJob) }),
  z.strictObject({ filter: HiddenMembersInput }),
]);

/** A tag put on many, or taken off them. Sent twice with one key, it is done once. */
export const ChangeTagsInput = z.strictObject({ action: z.enum(tagActions), tag: Tag, members: Chosen, idempotencyKey: z.uuid() });

export const TagJobView = z.object({
  tagJobId: TagJobId,
  action: z.enum(tagActions),
  tag: z.string(),
  state: z.enum(['running', 'done', 'undoing', 'undone']),
  total: z.number().int(),
  done: z.number().int(),
  changed: z.number().int(),
  /** Who has as many tags as anybody can have, and so did not get this one; the first of them. */
  full: z.array(z.object({ memberId: MemberId, memberNumber: z.string(), name: z.string() })),
  fullCount: z.number().int(),
});
export const TagJobIdInput = z.strictObject({ tagJobId: TagJobId });
export const mostTags = tagsPerMember;
