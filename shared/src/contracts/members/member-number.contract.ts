import * as z from 'zod';
import { MemberId, MembershipTypeId } from '../../kernel/ids.ts';

export const MemberNumber = z
  .string()
  .transform((typed) => typed.normalize('NFKC').trim().toUpperCase())
  .pipe(z.string().regex(/^[A-Z0-9](?:[A-Z0-9-]{0,18}[A-Z0-9])?$/, 'not_a_member_number'));

/** What stands before the year and the running number, such as `G-`. */
const Prefix = z
  .string()
  .transform((typed) => typed.normalize('NFKC').trim().toUpperCase())
  .pipe(z.string().regex(/^(?:[A-Z0-9][A-Z0-9-]{0,5})?$/, 'not_a_member_number'));
const Width = z.coerce.number().int().min(1).max(8);

export const numberingModes = ['automatic', 'by_hand'] as const;
const settings = {
  /** Whether numbers come by themselves, or are given on the screen for it. */
  mode: z.enum(numberingModes),
  prefix: Prefix,
  withYear: z.boolean(),
  width: Width,
};

/** Types that number by a pattern of their own; the others follow the organisation's. */
const OwnPattern = z.strictObject({ membershipTypeId: MembershipTypeId, prefix: Prefix, width: Width });
export const SaveNumberingInput = z.strictObject({
  ...settings,
  types: z.array(OwnPattern).max(50),
  version: z.number().int().min(0),
});
export const NumberingView = z.object({
  mode: z.enum(numberingModes),
  prefix: z.string(),
  withYear: z.boolean(),
  width: z.number().int(),
  types: z.array(z.object({ membershipTypeId: MembershipTypeId, prefix: z.string(), width: z.number().int() })),
  version: z.number().int(),
});

const Holder = z.object({ memberId: MemberId, name: z.string() });

/** Who has no number yet, and the next free one for each. */
export const NumberListOutput = z.object({
  rows: z.array(
    z.object({
      memberId: MemberId,
      name: z.string(),
      kana: z.string(),
      membershipTypeName: z.string(),
      joinedOn: z.string(),
      /** What stands in the place of the number until there is one. */
      reception: z.string(),
      proposal: z.string(),
    }),
  ),
  /** How many there are, also beyond those listed. */
  total: z.number().int(),
  /** Numbers that were passed over because somebody has them already. */
  skipped: z.array(z.object({ number: z.string(), holder: Holder })),
  /** Numbers below the running one that nobody has: left by whoever gave numbers by hand. They may be typed in. */
  gaps: z.array(z.string()),
});

export const mostNumbered = 100;
export const AssignNumbersInput = z.strictObject({
  rows: z
    .array(z.strictObject({ memberId: MemberId, number: z.union([z.literal(''), MemberNumber]) }))
    .min(1)
    .max(mostNumbered),
  /** Whether those who have an address are told their number by mail. */
  tell: z.boolean(),
});
export const numberProblems = ['missing', 'twice', 'taken', 'login_taken', 'has_number'] as const;
/** All of them or none: one row that does not fit and nothing is given (NUM-02). */
export const AssignNumbersOutput = z.object({
  assigned: z.number().int(),
  /** How many of them are told by mail. */
  mailed: z.number().int(),
  problems: z.array(z.object({ memberId: MemberId, number: z.string(), problem: z.enum(numberProblems), holder: Holder.nullable() })),
});
