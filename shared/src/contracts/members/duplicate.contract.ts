import * as z from 'zod';
import { MemberId } from '../../kernel/ids.ts';
import { JstDate } from '../../kernel/jst.ts';
import { MemberStatus } from './member.contract.ts';

/** Why two records may be one person. */
export const duplicateReasons = ['reading', 'name', 'birthDate', 'email', 'phone'] as const;
export const DuplicateReason = z.enum(duplicateReasons);
export type DuplicateReason = z.output<typeof DuplicateReason>;

export const DuplicateSide = z.object({
  memberId: MemberId,
  memberNumber: z.string(),
  familyName: z.string(),
  givenName: z.string(),
  familyNameKana: z.string(),
  givenNameKana: z.string(),
  membershipTypeName: z.string(),
  status: MemberStatus,
  contactEmail: z.string(),
  phone: z.string(),
  birthDate: z.string(),
  affiliation: z.string(),
  joinedOn: JstDate,
});
export type DuplicateSide = z.output<typeof DuplicateSide>;

export const DuplicatePair = z.object({
  /** The record that has been there longer comes first. */
  sides: z.tuple([DuplicateSide, DuplicateSide]),
  reasons: z.array(DuplicateReason).min(1),
});
/** The likeliest two hundred; `capped` says that there are more. */
export const DuplicateListOutput = z.object({ pairs: z.array(DuplicatePair), capped: z.boolean() });
export const duplicatesShown = 200;

export const PairInput = z.strictObject({ memberIds: z.tuple([MemberId, MemberId]) });

const Figure = z.object({ count: z.number().int(), amount: z.number().int() });

/** What hangs on one record. Yen are sums of what was billed, and of what came in. */
export const MemberHoldings = z.object({
  memberId: MemberId,
  bills: Figure,
  openBills: Figure,
  payments: Figure,
  receipts: z.number().int(),
  adjustments: z.number().int(),
  applications: z.number().int(),
  statusEntries: z.number().int(),
  login: z.enum(['none', 'provisional_issued', 'verified', 'disabled']),
  loginId: z.string(),
});

export const mergeObstacles = ['both_billed', 'both_log_in', 'other_birth_date', 'applied'] as const;
/** What would have to become one if two records did. */
export const MergePlan = z.object({
  holdings: z.tuple([MemberHoldings, MemberHoldings]),
  obstacles: z.array(z.enum(mergeObstacles)),
  /** Bills that both have for the same item and year. */
  doubleBills: z.array(z.object({ billName: z.string(), fiscalYear: z.number().int() })),
});
