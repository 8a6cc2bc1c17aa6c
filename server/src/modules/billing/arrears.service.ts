import type { ArrearsInput, ArrearsOutput } from '@tsudoi/shared/contracts/billing/arrears.contract';
import { ageBuckets } from '@tsudoi/shared/contracts/billing/arrears.contract';
import type { BillStatus } from '@tsudoi/shared/contracts/billing/billing.contract';
import { type FiscalYear, fiscalYearOf } from '@tsudoi/shared/kernel/jst';
import { sumYen } from '@tsudoi/shared/kernel/yen';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Filter } from 'mongodb';
import type * as z from 'zod';
import type { Platform } from '../../platform/platform.ts';
import { foldForSearch } from '../members/members.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { ArrearsFold, type MemberArrears, firstArrearsYear } from './arrears.rules.ts';
import type { ArrearsBook, OpenBill } from './arrears-book.rules.ts';
import { arrearsBook, arrearsProjection } from './arrears-book.service.ts';
import { payableStatuses } from './bill-status.rules.ts';
import { type BillDocument, billsOf } from './bill.repository.ts';

type Asked = Omit<z.output<typeof ArrearsInput>, 'page' | 'size'>;
type Output = z.output<typeof ArrearsOutput>;

const asked: readonly BillStatus[] = [...payableStatuses, 'paid', 'overpaid', 'not_required'];
/** Whether words stand in the bill as the roll finds them: names and readings with the space and without. */
function hasWords({ memberName, memberKana, memberNumber, billNumber, billName }: OpenBill, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const names = [memberName, memberKana].flatMap((name) => [name, name.replace(/\s+/g, '')]);
  const text = foldForSearch([...names, memberNumber, billNumber, billName].join('\n'));
  return words.every((word) => text.includes(word));
}

/** What of the bills is asked for; null where all are. */
function askedFor(input: Asked): ((bill: OpenBill) => boolean) | null {
  const words = foldForSearch(input.q).split(/\s+/).filter(Boolean);
  if (words.length === 0 && input.status === 'owing' && input.fiscalYear == null && input.category == null) return null;
  return (bill) =>
    (input.status === 'owing' || bill.status === input.status) &&
    (input.fiscalYear == null || bill.fiscalYear === input.fiscalYear) &&
    (input.category == null || bill.category === input.category) &&
    hasWords(bill, words);
}

/** The years looked at, and who owes in them. */
async function openBook(platform: Platform, scope: OrgScope): Promise<{ fromYear: FiscalYear; book(): Promise<ArrearsBook> }> {
  const { fiscalYearStartMonth } = await findOrganization(scope);
  const fromYear = firstArrearsYear(fiscalYearOf(platform.clock.today(), fiscalYearStartMonth));
  return { fromYear, book: () => arrearsBook(platform.databases.server, scope, fromYear, platform.clock.realNow()) };
}

/**
 * The members who owe something, from the book of their open bills; with the paid, folded from all that was ever asked
 * (docs/decisions/0027).
 */
export async function membersOwing(
  platform: Platform,
  scope: OrgScope,
  input: Asked,
  show: 'owing' | 'all',
): Promise<{ members: MemberArrears[]; fromYear: FiscalYear }> {
  const today = platform.clock.today();
  const { fromYear, book } = await openBook(platform, scope);
  const counts = askedFor(input);
  if (show === 'owing' || input.status !== 'owing')
    return { members: (await book()).members(counts, today, show === 'all' ? 0 : input.minYears), fromYear };
  const fold = new ArrearsFold();
  const filter = { status: { $in: [...asked] } } as Filter<BillDocument>;
  for await (const bill of billsOf(platform.databases.server, scope).find(filter, { projection: arrearsProjection, batchSize: 5000 }))
    if (bill.fiscalYear >= fromYear && (counts?.(bill) ?? true)) fold.add(bill);
  return { members: fold.members(today, 0), fromYear };
}

const rowOf = ({ memberKana: _kana, ...member }: MemberArrears) => member as unknown as Output['rows'][number];

/** Every year that one of them has something in, the oldest first. */
export function yearsOf(members: readonly MemberArrears[]): FiscalYear[] {
  return [...new Set(members.flatMap(({ years }) => years.map(({ fiscalYear }) => fiscalYear)))].toSorted((left, right) => left - right);
}

/** 未納: who owes how much, in which years, for how long (ARR-01). */
export async function arrears(platform: Platform, scope: OrgScope, input: z.output<typeof ArrearsInput>): Promise<Output> {
  const { fromYear, book: read } = await openBook(platform, scope);
  const book = await read();
  const members = book.members(askedFor(input), platform.clock.today(), input.minYears);
  const from = (input.page - 1) * input.size;
  const sum = (some: readonly MemberArrears[]) => sumYen(some.map(({ outstanding }) => outstanding)) as unknown as Output['outstanding'];
  return {
    rows: members.slice(from, from + input.size).map(rowOf),
    total: members.length,
    outstanding: sum(members),
    years: yearsOf(members),
    ages: ageBuckets.map((age) => {
      const some = members.filter((member) => member.age === age);
      return { age, members: some.length, outstanding: sum(some) };
    }),
    fromYear,
    openYears: book.years(),
  };
}
