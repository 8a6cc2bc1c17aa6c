import type { ApplicationId } from '@tsudoi/shared/kernel/ids';
import { subtractYen } from '@tsudoi/shared/kernel/yen';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { AuditActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import { joiningFeeOf, retireInTransaction } from '../billing/billing.public.ts';
import { Ledger } from './ledger.service.ts';
import { allocationsOfBill, getPayment } from './payment.repository.ts';

/**
 * Nobody joins on whose application 入会金 was asked for ahead. What was paid stays theirs as credit, and the office gets a
 * task to give it back; the bill is cancelled, so that nobody pays it any more. In the transaction of the decision.
 * @throws DomainError BILL_HAS_AUTHORIZED_CHARGE while a card is just being charged, CONFLICT
 */
export async function releaseJoiningFee(
  platform: Platform,
  scope: OrgScope,
  actor: AuditActor,
  applicationId: ApplicationId,
  session: ClientSession,
): Promise<void> {
  const db = platform.databases.server;
  const bill = await joiningFeeOf(db, scope, applicationId, session);
  if (!bill || bill.status === 'cancelled') return;
  const { billId } = bill;
  const causedBy = `application:${applicationId}`;
  const ledger = new Ledger(platform, scope, session);
  await ledger.loadBills([billId]);
  const paymentIds = [...new Set((await allocationsOfBill(db, scope, billId, session)).map((row) => row.paymentId))];
  const payments = [];
  for (const paymentId of paymentIds) payments.push(await getPayment(db, scope, paymentId, session));
  await ledger.track(payments);
  const money = payments.filter(({ method }) => method !== 'write_off');
  // What was waived is no money that anybody could get back: it ends with the bill.
  for (const { _id, method, received, reversed } of payments)
    if (method === 'write_off' && reversed < received) {
      ledger.reverse(_id, subtractYen(received, reversed), causedBy);
      ledger.change(_id, { state: 'reversed', reversalReason: 'not_admitted' });
    }
  const released = ledger.release(billId, causedBy);
  if (released > 0)
    ledger.task({
      cause: causedBy,
      kind: 'joining_fee',
      reason: 'not_admitted',
      expected: bill.amount,
      received: released,
      paymentNumber: money.at(-1)?.paymentNumber ?? '',
      provider: money.at(-1)?.provider ?? '',
      billId,
      memberId: money.at(-1)?.memberId ?? null,
    });
  await ledger.save();
  await retireInTransaction(platform, scope, actor, billId, '', session);
}
