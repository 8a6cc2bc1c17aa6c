import * as z from 'zod';
import { FileId, MemberId, MembershipTypeId } from '../../kernel/ids.ts';
import { JstDate } from '../../kernel/jst.ts';
import { OptionalText, ShortText } from '../text.contract.ts';

/** 学生証など: what members of a type show once a year to stay in it (features.md 3, 11). */
const daysOf = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** A day of every year, MM-DD. The 29th of February is none. */
export const YearDay = z
  .string()
  .regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'not_a_date')
  .refine((day) => Number(day.slice(3)) <= (daysOf[Number(day.slice(0, 2)) - 1] ?? 0), 'not_a_date');

const rule = { membershipTypeId: MembershipTypeId, opensOn: YearDay, dueOn: YearDay, fallbackTypeId: MembershipTypeId };
export const SaveProofRuleInput = z
  .strictObject(rule)
  .refine(({ membershipTypeId, fallbackTypeId }) => membershipTypeId !== fallbackTypeId, { path: ['fallbackTypeId'], error: 'same_type' })
  .refine(({ opensOn, dueOn }) => opensOn !== dueOn, { path: ['dueOn'], error: 'same_day' });
export const DropProofRuleInput = z.strictObject({ membershipTypeId: MembershipTypeId });
export const ProofRuleView = z.object({ ...rule, membershipTypeName: z.string(), fallbackTypeName: z.string() });

/**
 * What hangs on the decision about a proof. `asked`: the member still has the type that asks for it; `left`: no member any more;
 * `unasked`: they have another type since, or it asks for none. But for `asked` nothing follows but that the file goes.
 */
const proofStandings = ['asked', 'left', 'unasked'] as const;
export type ProofStanding = (typeof proofStandings)[number];

/** Who waits for the office to look. */
export const ProofRow = z.object({
  memberId: MemberId,
  memberNumber: z.string(),
  name: z.string(),
  membershipTypeName: z.string(),
  /** The last day as it was then: it names the proof. */
  dueOn: JstDate,
  /** The last day as it is now. */
  lastDay: JstDate,
  sentAt: z.iso.datetime(),
  fileId: FileId,
  fileName: z.string(),
  standing: z.enum(proofStandings),
});
export const ProofsView = z.object({ rules: z.array(ProofRuleView), waiting: z.array(ProofRow), total: z.number().int() });

export const DecideProofInput = z
  .strictObject({ memberId: MemberId, dueOn: JstDate, fileId: FileId, accept: z.boolean(), reason: z.union([ShortText, z.literal('')]) })
  .refine(({ accept, reason }) => accept || reason !== '', { path: ['reason'], error: 'required' });

export const proofStates = ['asked', 'sent', 'accepted', 'refused'] as const;
export type ProofState = (typeof proofStates)[number];
/** What a member is asked for now; null when nothing is. */
export const MyProofView = z
  .object({
    membershipTypeName: z.string(),
    fallbackTypeName: z.string(),
    opensOn: JstDate,
    dueOn: JstDate,
    state: z.enum(proofStates),
    /** Why the last one was refused. */
    reason: z.string(),
    fileName: z.string(),
    /** Where it was shown at the office and accepted: the day it was seen. */
    seenOn: JstDate.nullable(),
  })
  .nullable();

const ProofPassState = z.enum(['asked', 'refused', 'accepted', 'lapsed']);
export type ProofPassState = z.output<typeof ProofPassState>;

/**
 * One member in the office's list of a period. `asked`: has sent nothing; `refused`: may send another; `lapsed`: their type fell
 * back. What waits to be looked at stands in the queue alone.
 */
const ProofPassRow = z.object({
  memberId: MemberId,
  memberNumber: z.string(),
  name: z.string(),
  state: ProofPassState,
  /** The last day as it was then: it names the proof. */
  dueOn: JstDate,
  /** Their own last day. */
  lastDay: JstDate,
  /** False: no address, or one that takes no mail. Nobody tells them unless the office does. */
  byMail: z.boolean(),
  reason: z.string(),
  decidedAt: z.iso.datetime().nullable(),
  decidedBy: z.string(),
  seenOn: JstDate.nullable(),
  memo: z.string(),
  mayTakeBack: z.boolean(),
});

/** The present period of each type that asks, or the last one, with the members as far as they are listed. */
export const ProofPassesView = z.array(
  z.object({
    membershipTypeId: MembershipTypeId,
    membershipTypeName: z.string(),
    fallbackTypeName: z.string(),
    opensOn: JstDate,
    dueOn: JstDate,
    counts: z.object({
      missing: z.number().int(),
      missingUnreached: z.number().int(),
      sent: z.number().int(),
      accepted: z.number().int(),
      lapsed: z.number().int(),
      lapsedUnreached: z.number().int(),
    }),
    rows: z.array(ProofPassRow),
  }),
);

/** 窓口で確認した: the day staff saw the card, and what they note of it. */
export const ConfirmProofInput = z.strictObject({ memberId: MemberId, seenOn: JstDate, memo: OptionalText });
/** What names the proof from then on. */
export const ProofNamed = z.object({ memberId: MemberId, dueOn: JstDate });
/** Without a reason nobody hears of it. */
export const TakeBackProofInput = z.strictObject({ memberId: MemberId, dueOn: JstDate, reason: z.union([ShortText, z.literal('')]) });
