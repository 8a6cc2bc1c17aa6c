import type { MergePlan, PairInput } from '@tsudoi/shared/contracts/members/duplicate.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { Platform } from '../../platform/platform.ts';
import { accountOf } from '../identity/identity.public.ts';
import { findMember } from '../members/members.public.ts';
import { billsOfMember, countOfMember, paymentsOfMember } from './merge-plan.repository.ts';
import { type PlanSide, mergePlan } from './merge-plan.rules.ts';

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

async function sideOf(platform: Platform, scope: OrgScope, memberId: MemberId): Promise<PlanSide> {
  const db = platform.databases.server;
  const member = await findMember(scope, memberId);
  const [bills, payments, receipts, adjustments, applications, account] = await Promise.all([
    billsOfMember(db, scope, memberId),
    paymentsOfMember(db, scope, memberId),
    countOfMember(db, scope, 'receipts', memberId),
    countOfMember(db, scope, 'member_adjustments', memberId),
    countOfMember(db, scope, 'applications', memberId),
    accountOf(scope, memberId),
  ]);
  const live = bills.filter((bill) => bill.live);
  const open = live.filter((bill) => bill.status === 'unpaid' || bill.status === 'partly_paid');
  return {
    holdings: {
      memberId,
      bills: { count: live.length, amount: sum(live.map((bill) => bill.amount)) },
      openBills: { count: open.length, amount: sum(open.map((bill) => bill.amount - bill.allocated)) },
      payments: { count: payments.length, amount: sum(payments.map((payment) => payment.received - payment.reversed)) },
      receipts,
      adjustments,
      applications,
      statusEntries: member.statusEntries.length,
      login: account.state,
      loginId: account.loginId,
    },
    birthDate: member.birthDate,
    status: member.status,
    bills,
  };
}

/** Everything that hangs on two records, and what stands in the way of one. Changes nothing. @throws DomainError NOT_FOUND */
export async function planMerge(
  platform: Platform,
  scope: OrgScope,
  { memberIds: [one, other] }: z.output<typeof PairInput>,
): Promise<z.output<typeof MergePlan>> {
  if (one === other) throw new DomainError('INVALID_INPUT');
  return mergePlan(await sideOf(platform, scope, one), await sideOf(platform, scope, other));
}
