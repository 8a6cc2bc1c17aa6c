import type { AuditAction } from '@tsudoi/shared/contracts/audit/audit.contract';
import type { FeeTableView, SetFeeTableInput } from '@tsudoi/shared/contracts/payments/fee.contract';
import type { PayoutsMeantInput } from '@tsudoi/shared/contracts/payments/payout-internal.contract';
import type {
  ApprovePayoutInput,
  DeskPage,
  DeskPageInput,
  DeskPayout,
  DeskPayouts,
  ExportPayoutsInput,
  PayoutBatchInput,
  PayoutFile,
  PayoutView,
  SettlePayoutInput,
} from '@tsudoi/shared/contracts/payments/payout.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { OrgId } from '@tsudoi/shared/kernel/ids';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { mintSystemScope } from '@tsudoi/shared/service/system-scope';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import { answerLast } from '../../platform/answer-last.ts';
import type { Operator } from '../../platform/operators.ts';
import { payoutDeskClient } from '../../platform/payments-client.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudits } from '../audit/audit.public.ts';
import { findOrganization, isOver, isSuspended } from '../organizations/organizations.public.ts';

/** Over all organisations, in the name of this person and for this reason: the payments-service keeps both. */
function desk(platform: Platform, { operatorId, name }: Operator) {
  return payoutDeskClient(platform, mintSystemScope({ operatorId, name, reason: 'payout desk' }));
}

/** An organisation that is gone has no name any more; its last payouts are seen all the same. */
async function nameOf(orgId: OrgId): Promise<Pick<DeskPayout, 'orgName' | 'orgSlug' | 'orgState'>> {
  try {
    const organization = await findOrganization(mintOrgScope(orgId));
    const orgState = isOver(organization) ? 'over' : isSuspended(organization) ? 'suspended' : 'goes_on';
    return { orgName: organization.name, orgSlug: organization.slug, orgState };
  } catch (error) {
    if (error instanceof DomainError && error.code === 'NOT_FOUND') return { orgName: '', orgSlug: '', orgState: 'over' };
    throw error;
  }
}

async function withNames(payouts: readonly PayoutView[]): Promise<DeskPayout[]> {
  const orgIds = [...new Set(payouts.map(({ orgId }) => orgId))];
  const names = new Map(await Promise.all(orgIds.map(async (orgId) => [orgId, await nameOf(orgId)] as const)));
  return payouts.map((payout) => ({ ...payout, ...names.get(payout.orgId)! }));
}

type Desk = ReturnType<typeof desk>;

/**
 * What the operator does stands in the logs of the organisations, for all payouts of a file at once. The payout keeps its own
 * history besides.
 */
async function noted<T>(
  platform: Platform,
  operator: Operator,
  action: AuditAction,
  about: PayoutsMeantInput,
  act: (desk: Desk, meant: readonly PayoutView[]) => Promise<T>,
): Promise<T> {
  const asked = desk(platform, operator);
  const meant = await asked.call('desk.meant', about);
  const actor = { kind: 'system', name: operator.name } as const;
  const write = async (session: ClientSession) => {
    for (const orgId of new Set(meant.map((payout) => payout.orgId))) {
      const own = meant.filter((payout) => payout.orgId === orgId);
      const notes = own.map(({ payoutId, closeMonth }) => {
        return { action, subjectKind: 'payout', subjectId: payoutId, subjectName: closeMonth, fields: ['state'] } as const;
      });
      await recordAudits(platform, mintOrgScope(orgId), actor, notes, session);
    }
  };
  return answerLast(platform, write, () => act(asked, meant));
}

const named = async (payout: PayoutView): Promise<DeskPayout> => (await withNames([payout]))[0]!;

/** What is ready for the bank, by day. @throws DomainError PROVIDER_UNAVAILABLE */
export function deskPayouts(platform: Platform, operator: Operator): Promise<z.output<typeof DeskPayouts>> {
  return desk(platform, operator).call('desk.payouts', {});
}

/** The payouts of all organisations by pages, with whose they are. @throws DomainError PROVIDER_UNAVAILABLE */
export async function deskPage(
  platform: Platform,
  operator: Operator,
  input: z.output<typeof DeskPageInput>,
): Promise<z.output<typeof DeskPage>> {
  const { payouts, next } = await desk(platform, operator).call('desk.page', input);
  return { payouts: await withNames(payouts), next };
}

/** @throws DomainError NOT_FOUND, CONFLICT, INVALID_TRANSITION, PAYOUT_ACCOUNT_MISSING, PAYOUT_ACCOUNT_NOT_FIXED */
export async function approvePayout(
  platform: Platform,
  operator: Operator,
  input: z.output<typeof ApprovePayoutInput>,
): Promise<DeskPayout> {
  const { payoutId } = input;
  return named(await noted(platform, operator, 'payout.approve', { payoutId }, (asked) => asked.call('desk.approve', input)));
}

/** The file for the bank. @throws DomainError PAYOUT_NOTHING_TO_EXPORT, PAYOUT_SENDER_MISSING, CONFLICT */
export async function exportPayouts(
  platform: Platform,
  operator: Operator,
  input: z.output<typeof ExportPayoutsInput>,
): Promise<PayoutFile> {
  const { file } = await noted(platform, operator, 'payout.export', input, (asked, meant) =>
    asked.call('desk.export', { ...input, payoutIds: meant.map(({ payoutId }) => payoutId) }),
  );
  return file;
}

/** The same file once more. @throws DomainError NOT_FOUND, INVALID_TRANSITION, CONFLICT, PAYOUT_SENDER_MISSING */
export function payoutFileAgain(platform: Platform, operator: Operator, input: z.output<typeof PayoutBatchInput>): Promise<PayoutFile> {
  return desk(platform, operator).call('desk.fileAgain', input);
}

/** The bank did not take a file. @throws DomainError NOT_FOUND, INVALID_TRANSITION, CONFLICT */
export async function takeBackPayouts(
  platform: Platform,
  operator: Operator,
  input: z.output<typeof PayoutBatchInput>,
): Promise<{ count: number }> {
  const payouts = await noted(platform, operator, 'payout.take_back', input, (asked) => asked.call('desk.takeBack', input));
  return { count: payouts.length };
}

/** What the bank said. @throws DomainError NOT_FOUND, CONFLICT, INVALID_TRANSITION */
export async function settlePayout(platform: Platform, operator: Operator, input: z.output<typeof SettlePayoutInput>): Promise<DeskPayout> {
  const { payoutId, outcome } = input;
  const action = outcome === 'paid' ? 'payout.paid' : 'payout.returned';
  return named(await noted(platform, operator, action, { payoutId }, (asked) => asked.call('desk.settle', input)));
}

/** The operator's tables of system fees, the newest first. @throws DomainError PROVIDER_UNAVAILABLE */
export function feeTables(platform: Platform, operator: Operator): Promise<FeeTableView[]> {
  return desk(platform, operator).call('desk.feeTables', {});
}

/** A table from a day to come on. @throws DomainError INVALID_INPUT, CONFLICT, PROVIDER_UNAVAILABLE */
export function setFeeTable(platform: Platform, operator: Operator, input: z.output<typeof SetFeeTableInput>): Promise<FeeTableView> {
  return desk(platform, operator).call('desk.setFeeTable', input);
}
