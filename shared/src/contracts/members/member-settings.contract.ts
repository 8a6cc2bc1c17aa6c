import * as z from 'zod';
import { MemberRankId } from '../../kernel/ids.ts';
import { ShortText } from '../text.contract.ts';

/** 会員ランク: groups of members for benefits and for writing to (RNK-01). */
const Rank = z.object({ rankId: MemberRankId, name: z.string(), archived: z.boolean() });
export type MemberRank = z.output<typeof Rank>;
export const rankLimit = 30;

/** With whether lists can be narrowed by it: of those put away only while somebody has it. */
export const MemberRankView = Rank.extend({ offered: z.boolean() });

const RankName = ShortText.pipe(z.string().max(40, 'too_long'));
export const MemberSettingsView = z.object({
  /** Whether the 連絡者 of a corporate member has a My Page (MEM-07). */
  corporateMyPage: z.boolean(),
  /** In the office's order; those put away come last. */
  ranks: z.array(MemberRankView),
  version: z.number().int(),
});
export const SaveMemberSettingsInput = z.strictObject({
  corporateMyPage: z.boolean(),
  /** Without an id: a new one. A rank that is left out is put away; its name, given anew, brings it back. */
  ranks: z
    .array(z.strictObject({ rankId: MemberRankId.nullish(), name: RankName }))
    .max(rankLimit, 'too_big')
    .refine((ranks) => new Set(ranks.map(({ name }) => name.normalize('NFKC'))).size === ranks.length, 'option_twice'),
  version: z.number().int().min(0),
});
