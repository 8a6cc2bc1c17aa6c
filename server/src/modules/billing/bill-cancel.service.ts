import type { BillId } from '@tsudoi/shared/kernel/ids';
import { payableClosed } from '@tsudoi/shared/queue/billing.messages';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { insertOutbox, outboxRow } from '@tsudoi/shared/service/outbox';
import type { ClientSession } from 'mongodb';
import type { AuditActor } from '../../platform/actor.ts';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { releaseAdjustments } from './adjustment.repository.ts';
import { pendingChargeOf } from './bill-charge.rules.ts';
import { assertCancellable, billStatus, isPayable } from './bill-status.rules.ts';
import { type BillDocument, getBill, retireBill } from './bill.repository.ts';
import { factsOf } from './bill.view.ts';
import { keepOwingMembers } from './owing-members.service.ts';

/**
 * Cancels a bill without money in the caller's transaction; the message that closes its payable voids slips that are still out.
 * @throws DomainError NOT_FOUND, BILL_HAS_PAYMENT, BILL_HAS_AUTHORIZED_CHARGE, INVALID_TRANSITION, CONFLICT
 */
export async function retireInTransaction(
  platform: Platform,
  scope: OrgScope,
  actor: AuditActor,
  billId: BillId,
  reason: string,
  session: ClientSession,
): Promise<BillDocument> {
  const db = platform.databases.server;
  const bill = await getBill(db, scope, billId, session);
  const facts = factsOf(bill);
  assertCancellable(facts, pendingChargeOf(bill.charges)?.state ?? null);
  const now = platform.clock.now();
  const change = { status: billStatus({ ...facts, cancelled: true }), cancelledAt: now, cancelReason: reason };
  const saved = await retireBill(db, scope, bill, change, session);
  if (isPayable(bill.status)) await keepOwingMembers(db, scope, [saved], session);
  await releaseAdjustments(db, scope, billId, session);
  if (bill.confirmedAt !== null && bill.amount > 0) {
    const closed = outboxRow(payableClosed, scope.orgId, { payableIds: [billId], reason: 'cancelled' }, billId, platform.clock);
    await insertOutbox(db, [closed], session);
  }
  await recordAudit(
    platform,
    scope,
    actor,
    { action: 'bill.cancel', subjectKind: 'bill', subjectId: billId, subjectName: bill.billNumber, fields: ['status', 'cancelReason'] },
    session,
  );
  await recordLive(
    db,
    scope,
    [bill.confirmedAt === null ? { topic: 'bills', ref: billId } : { topic: 'bills', ref: billId, memberId: bill.memberId }],
    now,
    session,
  );
  return saved;
}
