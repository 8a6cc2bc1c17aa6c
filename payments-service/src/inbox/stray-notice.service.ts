import { newDiscrepancyId } from '@tsudoi/shared/kernel/deposit-ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { insertOutbox } from '@tsudoi/shared/service/outbox';
import type { ClientSession } from 'mongodb';
import type { MoneyEvent } from '../connectors/connector.ts';
import { messageOfDiscrepancy } from '../outbound/outbound.service.ts';
import type { Platform } from '../platform/platform.ts';
import { type DiscrepancyDocument, insertDiscrepancies, raisedAmong } from '../reconciliation/discrepancy.repository.ts';
import { type InboxRow, finishInbox, keepInbox } from './inbox.repository.ts';
import { isOrphan, nextLookAt } from './inbox.rules.ts';

/** A genuine notice whose charge we do not know (yet): kept for a day and looked at again; people are told after a minute. */
export async function keepWaiting(
  platform: Platform,
  scope: OrgScope,
  orphans: readonly { row: InboxRow; event: MoneyEvent }[],
  session: ClientSession,
): Promise<void> {
  const { clock, databases } = platform;
  const now = clock.realNow();
  const looks = orphans.map(({ row }) => nextLookAt(row.receivedAt, now));
  const ended = orphans.filter((_orphan, at) => looks[at] === null).map(({ row }) => row);
  const kept = orphans.filter((_orphan, at) => looks[at] !== null).map(({ row }) => row);
  // What came together is looked at together, when the first of it is to be.
  const next = looks.reduce((first, look) => (look && (!first || look < first) ? look : first), null);
  await finishInbox(databases.payments, scope, ended, 'quarantined', 'unknown_charge', session);
  if (next) await keepInbox(databases.payments, scope, kept, next, 'unknown_charge', session);
  const late = orphans.filter(({ row }) => isOrphan(row.receivedAt, now));
  const raised = await raiseOnce(platform, scope, late, 'unknown_charge', session);
  // It may be another organisation's: nobody looks there to find out (case 23).
  for (const { _id, provider, accountId } of raised)
    platform.log.warn(
      { inboxId: _id, provider, accountId, security: true },
      'a genuine notice names an order that its account does not have',
    );
}

/** A genuine notice that nobody can read: set aside, and people are told. */
export async function raiseUnreadable(
  platform: Platform,
  scope: OrgScope,
  rows: readonly InboxRow[],
  session: ClientSession,
): Promise<void> {
  await finishInbox(platform.databases.payments, scope, rows, 'dead', 'unreadable_body', session);
  await raiseOnce(
    platform,
    scope,
    rows.map((row) => ({ row, event: null })),
    'unreadable_body',
    session,
  );
}

async function raiseOnce(
  platform: Platform,
  scope: OrgScope,
  notices: readonly { row: InboxRow; event: MoneyEvent | null }[],
  reason: 'unknown_charge' | 'unreadable_body',
  session: ClientSession,
): Promise<InboxRow[]> {
  if (notices.length === 0) return [];
  const { clock, databases } = platform;
  const raised = await raisedAmong(
    databases.payments,
    scope,
    notices.map(({ row }) => row._id),
    reason,
    session,
  );
  const fresh = notices.filter(({ row }) => !raised.has(row._id));
  const discrepancies = fresh.map(({ row, event }): DiscrepancyDocument => ({
    _id: newDiscrepancyId(),
    orgId: scope.orgId,
    inboxId: row._id,
    reason,
    provider: row.provider,
    chargeId: null,
    expected: null,
    received: event?.amount ?? null,
    raisedAt: clock.now(),
  }));
  await insertDiscrepancies(databases.payments, scope, discrepancies, session);
  const messages = discrepancies.map((row, at) => messageOfDiscrepancy(row, null, fresh[at]!.event?.orderNumber ?? '', clock));
  await insertOutbox(databases.payments, messages, session);
  return fresh.map(({ row }) => row);
}
