import type { DashboardView } from '@tsudoi/shared/contracts/reports/dashboard.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { fiscalYearOf } from '@tsudoi/shared/kernel/jst';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { type Permission, isAllowed } from '../../platform/permissions.ts';
import { paymentsClient } from '../../platform/payments-client.ts';
import type { Platform } from '../../platform/platform.ts';
import { countWaitingApplications } from '../applications/applications.public.ts';
import { bouncedMembers } from '../mail/mail.public.ts';
import { countMembers, countWaitingChanges, countWaitingProofs, listMembershipTypes } from '../members/members.public.ts';
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

const none = { count: 0, amount: 0 };

/**
 * What waits for the office, and how far a new organisation has come with its first steps. Of what somebody may not look into
 * nothing waits for them.
 */
export async function dashboard(platform: Platform, actor: UserActor): Promise<z.output<typeof DashboardView>> {
  const { scope } = actor;
  const by = <T>(permission: Permission, otherwise: T, asked: () => Promise<T>): Promise<T> | T =>
    isAllowed(actor, permission) ? asked() : otherwise;
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
    waitingChanges,
    screeningUnderWay,
    deposits,
    bounced,
    toApprove,
  ] = await Promise.all([
    countMembers(scope),
    listMembershipTypes(scope),
    // Nobody is asked to set payments up again because a service is away: unknown counts as connected.
    orMeanwhile(true, methodsConnected(platform, scope)),
    by('billing.read', 0, () => countDrafts(db, scope)),
    by('billing.read', none, () => unpaidSum(db, scope)),
    by('billing.read', none, () => overdueSum(db, scope, today)),
    by('billing.read', none, () => paidSum(db, scope, fiscalYear)),
    by('payments.read', 0, () => countTasks(db, scope, 'open', taskCap)),
    hasStartedRun(db, scope),
    by('members.read', 0, () => countWaitingApplications(platform, scope)),
    by('members.read', 0, () => countWaitingProofs(db, scope)),
    by('members.read', 0, () => countWaitingChanges(db, scope)),
    isScreeningUnderWay(platform, scope),
    by('payments.read', none, () => orMeanwhile(none, openDeposits(platform, scope))),
    by('members.read', 0, async () => new Set((await bouncedMembers(platform, scope)).rows.map(({ memberId }) => memberId)).size),
    by('payments.write', 0, () => refundsToApprove(db, scope, actor.userId)),
  ]);
  return {
    fiscalYear,
    members: isAllowed(actor, 'members.read') ? members : 0,
    draftBills,
    unpaid,
    overdue,
    paidThisYear,
    openTasks,
    deposits,
    waitingApplications,
    waitingProofs,
    waitingChanges,
    bouncedMembers: bounced,
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
