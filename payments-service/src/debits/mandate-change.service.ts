import { isLiveMandate } from '@tsudoi/shared/contracts/payments/direct-debit.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { mandateChanged } from '@tsudoi/shared/queue/payments.messages';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { insertOutbox, outboxRow } from '@tsudoi/shared/service/outbox';
import type { ClientSession } from 'mongodb';
import type { Platform } from '../platform/platform.ts';
import { type MandateChanges, type MandateDocument, updateMandate } from './mandate.repository.ts';

/** What is paid by a mandate has to hear that it draws from now on, that it has ended, or that it went to another record. */
function isNews(before: MandateDocument, after: MandateDocument): boolean {
  if (before.memberId !== after.memberId) return true;
  return before.state !== after.state && (after.state === 'active' || !isLiveMandate(after.state));
}

/**
 * The one place where a mandate changes: the server hears of it in the same transaction.
 * @throws DomainError CONFLICT when somebody else changed it in between
 */
export async function changeMandate(
  platform: Platform,
  scope: OrgScope,
  mandate: MandateDocument,
  changes: MandateChanges,
  session: ClientSession,
): Promise<MandateDocument> {
  const { databases, clock } = platform;
  if (!(await updateMandate(databases.payments, scope, mandate, changes, session))) throw new DomainError('CONFLICT');
  const after: MandateDocument = { ...mandate, ...changes, version: mandate.version + 1 };
  if (isNews(mandate, after)) {
    const { _id: mandateId, version: sequence, state } = after;
    const memberIds = [...new Set([mandate.memberId, after.memberId])];
    const payload = { mandateId, sequence, state, memberIds, changedAt: clock.now().toISOString() };
    await insertOutbox(databases.payments, [outboxRow(mandateChanged, scope.orgId, payload, mandateId, clock)], session);
  }
  return after;
}

/** The same in a transaction of its own. @throws DomainError CONFLICT */
export async function changeMandateAlone(
  platform: Platform,
  scope: OrgScope,
  mandate: MandateDocument,
  changes: MandateChanges,
): Promise<MandateDocument> {
  const after = await inTransaction(platform.databases.client, (session) => changeMandate(platform, scope, mandate, changes, session));
  platform.nudgeOutbox();
  return after;
}
