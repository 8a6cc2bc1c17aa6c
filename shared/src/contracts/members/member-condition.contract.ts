import * as z from 'zod';
import { CustomFieldId, CustomOptionId, MemberRankId, MembershipTypeId } from '../../kernel/ids.ts';
import { JstDate } from '../../kernel/jst.ts';
import { OptionalText } from '../text.contract.ts';
import { customFieldLimits } from './custom-field.contract.ts';
import { MemberStatus } from './member-status.contract.ts';
import { Tag } from './member-tag.contract.ts';

/** Conditions of a list beyond its usual ones: on dues, on the day of joining, and on the organisation's own fields. */

/** 未納あり: owes something on a confirmed bill; 未納なし: nothing. */
export const duesFilters = ['owing', 'clear'] as const;
export type DuesFilter = (typeof duesFilters)[number];

/** Both ends belong to a range; an open end is null, and not both are open. */
function isRange<T extends number | string>({ from, to }: { readonly from: T | null; readonly to: T | null }): boolean {
  return from === null ? to !== null : to === null || from <= to;
}
const days = { from: JstDate.nullable(), to: JstDate.nullable() };
const DayRange = z.strictObject(days).refine(isRange, 'range_reversed');
export type DayRange = z.output<typeof DayRange>;

/** 今年度・前年度 move on with the calendar, also in a list that was saved. */
export const joinedYears = ['this', 'last'] as const;
export type JoinedYear = (typeof joinedYears)[number];
export const JoinedCondition = z.union([DayRange, z.strictObject({ fiscalYear: z.enum(joinedYears) })]);
export type JoinedCondition = z.output<typeof JoinedCondition>;

const fieldId = CustomFieldId;
const text = OptionalText.pipe(z.string().min(1, 'required'));
const number = z.number().min(-1e12).max(1e12).nullable();

/** One field of the organisation's own: a text, a range of numbers or days, or any of some options. */
export const CustomCondition = z.discriminatedUnion('is', [
  z.strictObject({ fieldId, is: z.literal('equal'), text }),
  z.strictObject({ fieldId, is: z.literal('contains'), text }),
  z.strictObject({ fieldId, is: z.literal('numbers'), from: number, to: number }).refine(isRange, 'range_reversed'),
  z.strictObject({ fieldId, is: z.literal('days'), ...days }).refine(isRange, 'range_reversed'),
  z.strictObject({ fieldId, is: z.literal('options'), optionIds: z.array(CustomOptionId).min(1).max(customFieldLimits.options) }),
]);
export type CustomCondition = z.output<typeof CustomCondition>;

export const mostCustomConditions = 5;
/** One condition a field; all of them hold. */
export const CustomConditions = z
  .array(CustomCondition)
  .max(mostCustomConditions, 'too_big')
  .refine((all) => new Set(all.map((one) => one.fieldId)).size === all.length, 'option_twice');

/** One condition of a group: by what, and what is wanted. */
export const GroupCondition = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('status'), value: MemberStatus }),
  z.strictObject({ by: z.literal('type'), value: MembershipTypeId }),
  z.strictObject({ by: z.literal('rank'), value: MemberRankId }),
  z.strictObject({ by: z.literal('tag'), value: Tag }),
  z.strictObject({ by: z.literal('dues'), value: z.enum(duesFilters) }),
  z.strictObject({ by: z.literal('joined'), value: JoinedCondition }),
  z.strictObject({ by: z.literal('custom'), value: CustomCondition }),
]);
export type GroupCondition = z.output<typeof GroupCondition>;

export const mostInGroup = 5;
/** どれかに当てはまる: beside what holds for all, one of these does. One alone is like any other condition; none is no group. */
export const AnyOf = z
  .array(GroupCondition)
  .max(mostInGroup, 'too_big')
  .refine((all) => new Set(all.map((one) => JSON.stringify(one))).size === all.length, 'option_twice');
export type AnyOf = z.output<typeof AnyOf>;
