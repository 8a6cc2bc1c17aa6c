import * as z from 'zod';
import { MemberRankId, MembershipTypeId, SavedViewId } from '../../kernel/ids.ts';
import { SearchText, ShortText } from '../text.contract.ts';
import { CustomConditions, JoinedCondition } from './member-condition.contract.ts';
import { MemberListInput, duesFilters } from './member.contract.ts';
import { rollColumns } from './roll-column.contract.ts';

/** What a list of the roll shows and how: the state of its address, kept under a name. */
export const RollState = z.strictObject({
  q: SearchText,
  status: MemberListInput.shape.status.unwrap(),
  membershipTypeId: MembershipTypeId.nullable(),
  /** Views that were kept before there were ranks, tags and other conditions have none of them. */
  rankId: MemberRankId.nullable().default(null),
  tag: MemberListInput.shape.tag.unwrap().unwrap().nullable().default(null),
  dues: z.enum(duesFilters).nullable().default(null),
  joined: JoinedCondition.nullable().default(null),
  custom: CustomConditions.default([]),
  sort: MemberListInput.shape.sort.unwrap(),
  descending: z.boolean(),
  size: MemberListInput.shape.size.unwrap(),
  columns: z
    .array(z.enum(rollColumns))
    .min(1)
    .max(rollColumns.length)
    .refine((columns) => columns.includes('name') && new Set(columns).size === columns.length, 'invalid_value'),
});
export type RollState = z.output<typeof RollState>;

export const SavedViewView = z.object({
  savedViewId: SavedViewId,
  name: z.string(),
  /** For everybody of the office; else only for whoever made it. */
  shared: z.boolean(),
  own: z.boolean(),
  state: RollState,
});

export const savedViewLimits = { own: 30, shared: 30 } as const;
export const SaveViewInput = z.strictObject({
  name: ShortText.pipe(z.string().max(40, 'too_long')),
  shared: z.boolean(),
  state: RollState,
});
export const UpdateViewInput = SaveViewInput.extend({ savedViewId: SavedViewId });
export const SavedViewIdInput = z.strictObject({ savedViewId: SavedViewId });
