import * as z from 'zod';
import { MemberId } from '../../kernel/ids.ts';
import { FiscalYear, JstDate } from '../../kernel/jst.ts';
import { TotalYen } from '../../kernel/yen.ts';
import { SearchText } from '../text.contract.ts';
import { BillCategory } from './billing.contract.ts';

/** How long the oldest open bill of a member has been due. */
export const ageBuckets = ['not_due', 'to_30', 'to_90', 'to_365', 'over_365'] as const;
export const AgeBucket = z.enum(ageBuckets);

export const ArrearsInput = z.strictObject({
  q: SearchText.default(''),
  status: z.enum(['owing', 'unpaid', 'partly_paid']).default('owing'),
  category: BillCategory.nullish(),
  fiscalYear: FiscalYear.nullish(),
  /** Members who owe in at least so many fiscal years. */
  minYears: z.number().int().min(1).max(10).default(1),
  page: z.number().int().min(1).max(100_000).default(1),
  size: z.number().int().min(1).max(200).default(50),
});
const YearSums = z.object({ fiscalYear: FiscalYear, asked: TotalYen, received: TotalYen, outstanding: TotalYen });
export const ArrearsRow = z.object({
  memberId: MemberId,
  memberNumber: z.string(),
  memberName: z.string(),
  membershipTypeName: z.string(),
  /** Only years in which there is something, the oldest first. */
  years: z.array(YearSums),
  outstanding: TotalYen,
  owingYears: z.number().int(),
  oldestDueOn: JstDate.nullable(),
  age: AgeBucket.nullable(),
});
export const ArrearsOutput = z.object({
  rows: z.array(ArrearsRow),
  total: z.number().int(),
  outstanding: TotalYen,
  /** Every year that a row has something in. */
  years: z.array(FiscalYear),
  ages: z.array(z.object({ age: AgeBucket, members: z.number().int(), outstanding: TotalYen })),
  /** The years looked at begin here: this fiscal year, the three before, and all that come. */
  fromYear: FiscalYear,
  /** Every year of these that somebody owes in, whatever else is asked: what one can choose from. */
  openYears: z.array(FiscalYear),
});
