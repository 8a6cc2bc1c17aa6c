import type { DashboardView } from '@tsudoi/shared/contracts/reports/dashboard.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { fiscalYearOf } from '@tsudoi/shared/kernel/jst';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { isAllowed } from '../../platform/permissions.ts';
import { paymentsClient } from '../../platform/payments-client.ts';
import type { Platform } from '../../platform/platform.ts';
import { countWaitingApplications } from '../applications/applications.public.ts';
import { bouncedMembers } from '../mail/mail.public.ts';
import { countMembers, countWaitingProofs, listMembershipTypes } from '../members/members.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { countTasks, isScreeningUnderWay, refundsToApprove } from '../payments/payments.public.ts';
import { countDrafts, hasStartedRun, overdueSum, paidSum, unpaidSum } from './dashboard.repository.ts';

const taskCap = 1000;

/** What the payments-service knows, or what is taken for it while it restarts. */
async function orMeanwhile<T>(meanwhile: T, asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'PROVIDER_UNAVAILABLE') return meanwhile;
    throw error;
  }
}

async function methodsConnected(platform: Platform, scope: OrgScope): Promise<boolean> {
  const accounts = await paymentsClient(platform, scope).call('accounts.list', {});
  return accounts.some((account) => account.methods.length > 0);
}

async function openDeposits(platform: Platform, scope: OrgScope): Promise<{ readonly count: number; readonly amount: number }> {
  const { sums } = await paymentsClient(platform, scope).call('deposits.list', { view: 'open', cursor: null, size: 1 });
  return sums.open;
}

/** What waits for the office, and how far a new organisation has come with its first steps. */
export async function dashboard(platform: Platform, actor: UserActor): Promise<z.output<typeof DashboardView>> {
  const { scope } = actor;
  const db = platform.databases.server;
  const today = platform.clock.today();
  const organization = await findOrganization(scope);
  const fiscalYear = fiscalYearOf(today, organization.fiscalYearStartMonth);
  const [
    members,
    types,
    connected,
    draftBills,
    unpaid,
    overdue,
    paidThisYear,
    openTasks,
    run,
    waitingApplications,
    waitingProofs,
    screeningUnderWay,
    deposits,
    bounced,
    toApprove,
  ] = await Promise.all([
    countMembers(scope),
    listMembershipTypes(scope),
    // Nobody is asked to set payments up again because a service is away: unknown counts as connected.
    orMeanwhile(true, methodsConnected(platform, scope)),
    countDrafts(db, scope),
    unpaidSum(db, scope),
    overdueSum(db, scope, today),
    paidSum(db, scope, fiscalYear),
    countTasks(db, scope, 'open', taskCap),
    hasStartedRun(db, scope),
    countWaitingApplications(platform, scope),
    countWaitingProofs(db, scope),
    isScreeningUnderWay(platform, scope),
    orMeanwhile({ count: 0, amount: 0 }, openDeposits(platform, scope)),
    isAllowed(actor, 'members.read') ? bouncedMembers(platform, scope) : { rows: [] },
    isAllowed(actor, 'payments.write') ? refundsToApprove(db, scope, actor.userId) : 0,
  ]);
  return {
    fiscalYear,
    members,
    draftBills,
    unpaid,
    overdue,
    paidThisYear,
    openTasks,
    deposits,
    waitingApplications,
    waitingProofs,
    bouncedMembers: bounced.rows.length,
    refundsToApprove: toApprove,
    methodsConnected: connected,
    screeningUnderWay,
    setup: [
      { step: 'types', done: types.length > 0 },
      { step: 'members', done: members > 0 },
      { step: 'payments', done: connected },
      { step: 'run', done: run },
    ],
  };
}
