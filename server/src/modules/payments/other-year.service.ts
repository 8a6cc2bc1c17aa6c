import type { FiscalYear, JstDate, JstMonth } from '@tsudoi/shared/kernel/jst';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { Platform } from '../../platform/platform.ts';
import { type BillAnew, type BillDocument, dueByRule } from '../billing/billing.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { dueForYear, nameForYear, startAnew } from './correction.rules.ts';

/** Which year dues are of, from when on, until when they are to be paid and what they are called. */
interface YearOfDues {
  readonly fiscalYear: FiscalYear;
  readonly allocationStartMonth: JstMonth;
  readonly billName: string;
  readonly dueOn: JstDate;
}

/**
 * The dues of a bill as those of another year. What renews a term keeps its month and is due by the term; all else is as a
 * run of that year would have it.
 */
export async function inAnotherYear(
  platform: Platform,
  scope: OrgScope,
  of: BillDocument | BillAnew,
  fiscalYear: FiscalYear,
  isTerm: boolean,
  session?: ClientSession,
): Promise<YearOfDues> {
  const { fiscalYearStartMonth } = await findOrganization(scope);
  const allocationStartMonth = startAnew(of, fiscalYear, fiscalYearStartMonth, isTerm);
  const byRule = isTerm ? null : await dueByRule(platform, scope, of.itemId!, allocationStartMonth, session);
  return {
    fiscalYear,
    allocationStartMonth,
    billName: nameForYear(of.billName, of.fiscalYear, fiscalYear),
    dueOn: dueForYear(byRule, of.dueOn, fiscalYear - of.fiscalYear, platform.clock.today()),
  };
}
