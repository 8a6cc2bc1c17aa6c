import type { MoneyTrace, TracePosting } from '@tsudoi/shared/contracts/payments/money-trace.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { ChargeId } from '@tsudoi/shared/kernel/ids';
import { fullName } from '@tsudoi/shared/kernel/names';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import { paymentsClient } from '../../platform/payments-client.ts';
import type { Platform } from '../../platform/platform.ts';
import { findBills } from '../billing/billing.public.ts';
import { findMembers } from '../members/members.public.ts';
import { pendingMessages } from './dead-letter.repository.ts';
import { paymentsOfCharges, postingsOfCharge } from './payment.repository.ts';

type Posting = z.output<typeof TracePosting>;

async function postings(platform: Platform, scope: OrgScope, chargeId: ChargeId): Promise<Posting[]> {
  const [posted, pending] = await Promise.all([
    postingsOfCharge(platform.databases.server, scope, chargeId),
    pendingMessages(platform.databases.queue, scope, chargeId),
  ]);
  const done = posted.map(({ _id, name, outcome, postedAt }): Posting => ({
    messageId: _id,
    name,
    state: 'posted',
    at: postedAt.toISOString(),
    reason: outcome,
  }));
  const known = new Set<string>(done.map(({ messageId }) => messageId));
  const others = pending
    .filter(({ _id }) => !known.has(_id))
    .map(({ _id, name, state, occurredAt, deadReason }): Posting => ({
      messageId: _id,
      name,
      state: state === 'dead' ? 'dead' : 'waiting',
      at: occurredAt.toISOString(),
      reason: deadReason ?? '',
    }));
  return [...done, ...others].toSorted((left, right) => left.at.localeCompare(right.at));
}

/**
 * One payment from its first try to the payout: what the provider said, what we were told, what was posted, and where the money went.
 * @throws DomainError NOT_FOUND, PROVIDER_UNAVAILABLE
 */
export async function moneyTrace(platform: Platform, scope: OrgScope, chargeId: ChargeId): Promise<z.output<typeof MoneyTrace>> {
  const db = platform.databases.server;
  const service = paymentsClient(platform, scope);
  const [charge] = await service.call('traces.charges', { chargeId });
  if (!charge) throw new DomainError('NOT_FOUND');
  const [whereabouts, [member], bills, payments] = await Promise.all([
    service.call('traces.whereabouts', { chargeId }),
    findMembers(scope, [charge.memberId]),
    findBills(
      db,
      scope,
      charge.lines.map(({ payableId }) => payableId),
    ),
    paymentsOfCharges(db, scope, [chargeId]),
  ]);
  return {
    ...whereabouts,
    charge,
    memberName: member ? fullName(member) : '',
    memberNumber: member?.memberNumber ?? '',
    bills: bills.map(({ _id, billName, billNumber }) => ({ billId: _id, billName, billNumber })),
    postings: await postings(platform, scope, chargeId),
    payments: payments.map(({ _id, state, received, allocated, unallocated, reversed, receivedAt, createdAt }) => ({
      paymentId: _id,
      state,
      received,
      allocated,
      unallocated,
      reversed,
      receivedAt: receivedAt.toISOString(),
      recordedAt: createdAt.toISOString(),
    })),
  };
}
