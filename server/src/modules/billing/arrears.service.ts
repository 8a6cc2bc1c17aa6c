import type { ArrearsFile, ArrearsFileInput, ArrearsInput, ArrearsOutput } from '@tsudoi/shared/contracts/billing/arrears.contract';
import { ageBuckets } from '@tsudoi/shared/contracts/billing/arrears.contract';
import type { BillStatus } from '@tsudoi/shared/contracts/billing/billing.contract';
import { normaliseIdentifier } from '@tsudoi/shared/kernel/kana';
import { type FiscalYear, fiscalYearOf } from '@tsudoi/shared/kernel/jst';
import { sumYen } from '@tsudoi/shared/kernel/yen';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Filter } from 'mongodb';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { ArrearsFold, type MemberArrears, firstArrearsYear } from './arrears.rules.ts';
import { type BillDocument, billsOf } from './bill.repository.ts';

type Asked = Omit<z.output<typeof ArrearsFileInput>, 'show'>;
type Output = z.output<typeof ArrearsOutput>;

const open: readonly BillStatus[] = ['unpaid', 'partly_paid'];
const asked: readonly BillStatus[] = [...open, 'paid', 'overpaid', 'not_required'];
const projection = {
  orgId: 1,
  memberId: 1,
  memberNumber: 1,
  memberName: 1,
  memberKana: 1,
  membershipTypeName: 1,
  category: 1,
  billNumber: 1,
  billName: 1,
  fiscalYear: 1,
  dueOn: 1,
  amount: 1,
  allocated: 1,
  status: 1,
};

/** Whether a word stands in the bill, whatever width or case it was typed in. */
function hasWords(bill: BillDocument, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const text = normaliseIdentifier([bill.memberName, bill.memberKana, bill.memberNumber, bill.billNumber, bill.billName].join('\n'));
  return words.every((word) => text.includes(word));
}

/**
 * The members who owe something, folded from their bills; the index of states finds these, and what else is asked is
 * looked at here (docs/decisions/0027).
 */
async function membersOwing(
  platform: Platform,
  scope: OrgScope,
  input: Asked,
  show: 'owing' | 'all',
): Promise<{ members: MemberArrears[]; fromYear: FiscalYear }> {
  const today = platform.clock.today();
  const { fiscalYearStartMonth } = await findOrganization(scope);
  const fromYear = firstArrearsYear(fiscalYearOf(today, fiscalYearStartMonth));
  const statuses = input.status !== 'owing' ? [input.status] : show === 'owing' ? open : asked;
  const words = input.q.split(/\s+/).filter(Boolean).map(normaliseIdentifier);
  const fold = new ArrearsFold();
  const filter = { status: { $in: [...statuses] } } as Filter<BillDocument>;
  for await (const bill of billsOf(platform.databases.server, scope).find(filter, { projection, batchSize: 5000 })) {
    if (bill.fiscalYear < fromYear) continue;
    if (input.fiscalYear != null && bill.fiscalYear !== input.fiscalYear) continue;
    if (input.category != null && bill.category !== input.category) continue;
    if (hasWords(bill, words)) fold.add(bill);
  }
  return { members: fold.members(today, show === 'all' ? 0 : input.minYears), fromYear };
}

const rowOf = ({ memberKana: _kana, ...member }: MemberArrears) => member as unknown as Output['rows'][number];

function yearsOf(members: readonly MemberArrears[]): FiscalYear[] {
  return [...new Set(members.flatMap(({ years }) => years.map(({ fiscalYear }) => fiscalYear)))].toSorted((left, right) => left - right);
}

/** 未納: who owes how much, in which years, for how long (ARR-01). */
export async function arrears(platform: Platform, scope: OrgScope, input: z.output<typeof ArrearsInput>): Promise<Output> {
  const { members, fromYear } = await membersOwing(platform, scope, input, 'owing');
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
  };
}

/** The same members, all of them, for a file (ARR-02, IMP-05). Who took it is in the log before it leaves. */
export async function arrearsFile(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  input: z.output<typeof ArrearsFileInput>,
): Promise<z.output<typeof ArrearsFile>> {
  const { members, fromYear } = await membersOwing(platform, scope, input, input.show);
  await inTransaction(platform.databases.client, (session) =>
    recordAudit(
      platform,
      scope,
      actor,
      { action: 'bill.export', subjectKind: 'bill', subjectId: actor.userId, subjectName: `${members.length}名`, fields: [] },
      session,
    ),
  );
  return {
    rows: members.map(rowOf),
    total: members.length,
    outstanding: sumYen(members.map(({ outstanding }) => outstanding)) as unknown as Output['outstanding'],
    years: yearsOf(members),
    fromYear,
  };
}
