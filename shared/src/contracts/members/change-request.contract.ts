import * as z from 'zod';
import { CustomFieldId, MemberId, idSchema, makeId } from '../../kernel/ids.ts';
import { ShortText } from '../text.contract.ts';
import { CustomFieldView, CustomValue } from './custom-field.contract.ts';

/** 変更の申請: what a member asks to have changed in one field of their record (interface.md 5.4). */
export const ChangeRequestId = idSchema('changeRequest');
export type ChangeRequestId = z.output<typeof ChangeRequestId>;
export const newChangeRequestId = (): ChangeRequestId => makeId('changeRequest');

/** `listed`: as many as a list shows at once; `atOnce`: as many as are decided at once. */
export const changeRequestLimits = { listed: 100, atOnce: 100 } as const;

/** `replaced`: the member has asked for something else since. */
const changeRequestStates = ['waiting', 'approved', 'refused', 'withdrawn', 'replaced'] as const;
export type ChangeRequestState = (typeof changeRequestStates)[number];

/** Null where there was nothing, or nothing is wanted. */
const Value = CustomValue.nullable();
const asked = {
  changeRequestId: ChangeRequestId,
  field: CustomFieldView,
  /** What the record said when it was asked, and what it is to say. */
  before: Value,
  after: Value,
  askedAt: z.iso.datetime(),
};

/** What waits for the office, on the profile beside what the record says now. */
export const PendingChange = z.object({ changeRequestId: ChangeRequestId, fieldId: CustomFieldId, after: Value });

export const MyChangeRow = z.object({
  ...asked,
  state: z.enum(changeRequestStates),
  /** Why it was refused. */
  reason: z.string(),
  decidedAt: z.iso.datetime().nullable(),
});
/** The newest first. */
export const MyChangesView = z.array(MyChangeRow);
export const WithdrawChangeInput = z.strictObject({ changeRequestId: ChangeRequestId });

/** `changed_since`: the record says something else by now; `impossible`: its field or option is put away, or has to have a value. */
const changeStandings = ['open', 'changed_since', 'impossible'] as const;
export type ChangeStanding = (typeof changeStandings)[number];
export const ChangeRow = z.object({
  ...asked,
  memberId: MemberId,
  memberNumber: z.string(),
  name: z.string(),
  /** What the record says now. */
  now: Value,
  standing: z.enum(changeStandings),
});
/** Of everybody, or of one member. */
export const ChangesInput = z.strictObject({ memberId: MemberId.nullish() });
/** Those that wait, the longest waiting first. */
export const ChangesView = z.object({ rows: z.array(ChangeRow), total: z.number().int() });

export const DecideChangesInput = z
  .strictObject({
    /** `now`: what whoever decides saw the record say. */
    changes: z
      .array(z.strictObject({ changeRequestId: ChangeRequestId, now: Value }))
      .min(1)
      .max(changeRequestLimits.atOnce, 'too_big')
      .refine((changes) => new Set(changes.map(({ changeRequestId }) => changeRequestId)).size === changes.length, 'named_twice'),
    accept: z.boolean(),
    reason: z.union([ShortText, z.literal('')]),
  })
  .refine(({ accept, reason }) => accept || reason !== '', { path: ['reason'], error: 'required' });

/** Why one of them was not decided: what somebody else made of it first, or what has become of the record. */
const missedReasons = ['approved', 'refused', 'withdrawn', 'replaced', 'changed_since', 'impossible'] as const;
export type MissedReason = (typeof missedReasons)[number];
export const DecideChangesOutput = z.object({
  decided: z.number().int(),
  missed: z.array(
    z.object({
      name: z.string(),
      label: z.string(),
      why: z.enum(missedReasons),
      /** Who was first, where that was somebody of the office. */
      by: z.string(),
    }),
  ),
});
