import type { RepeatRefundInput, ReturnRefundInput } from '@tsudoi/shared/contracts/payments/refund.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { negateYen } from '@tsudoi/shared/kernel/yen';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import { Ledger } from './ledger.service.ts';
import { assertReceivable } from './offline.service.ts';
import { openBank, sealBank } from './refund-bank.service.ts';
import { tellOfRefund } from './refund-notice.service.ts';
import { type RefundOrderDocument, approvalLimitOf, refundsOfPayment } from './refund.repository.ts';
import { needsApproval } from './refund.rules.ts';
import { decide, isRefundable, noteRefund } from './refund.service.ts';

/**
 * The bank sent a transfer back (組戻し): the money is here again, on no bill, and the refund waits for an account that is
 * right. What was written down of the transfer stays.
 * @throws DomainError INVALID_INPUT for a day to come or before the transfer, PAYMENT_NOT_CONFIRMED where all of the payment
 * was taken back another way and people settle it already, INVALID_TRANSITION, CONFLICT, NOT_FOUND
 */
export async function returnRefund(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  { refundId, returnedOn, reason }: z.output<typeof ReturnRefundInput>,
): Promise<RefundOrderDocument> {
  assertReceivable(returnedOn, platform.clock.today());
  return decide(platform, scope, refundId, 'return', async ({ order, payment, session }) => {
    const { transferredOn } = order;
    if (transferredOn === null || returnedOn < transferredOn) throw new DomainError('INVALID_INPUT');
    const isOffline = payment.sourceType === 'offline';
    if (!isRefundable(payment) && !(isOffline && payment.state === 'refunded')) throw new DomainError('PAYMENT_NOT_CONFIRMED');
    const ledger = new Ledger(platform, scope, session);
    await ledger.track([payment]);
    ledger.giveBack(payment._id, negateYen(order.amount), { on: returnedOn, method: 'bank_transfer', causedBy: order._id });
    // The state of online money is its provider's to say; offline money is the office's own.
    if (isOffline) ledger.change(payment._id, { state: payment.reversed === order.amount ? 'confirmed' : 'partly_refunded' });
    ledger.notify({ topic: 'payments', ref: payment._id, memberId: payment.memberId });
    await ledger.save();
    await noteRefund(platform, scope, actor, order, payment, 'refund.return', ['state', 'amount', 'reason'], session);
    const cameBack = [...(order.cameBack ?? []), { transferredOn, returnedOn }];
    return { transferredOn: null, doneAt: null, cameBack, returnReason: reason };
  });
}

/**
 * A transfer that came back is to be made once more. To another account it is as good as a new request: above the limit
 * somebody else has to agree again, so that nobody leads money elsewhere alone.
 * @throws DomainError PAYMENT_NOT_CONFIRMED where the provider has taken the money back meanwhile, INVALID_TRANSITION,
 * CONFLICT, NOT_FOUND
 */
export function repeatRefund(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  { refundId, bank }: z.output<typeof RepeatRefundInput>,
): Promise<RefundOrderDocument> {
  return decide(platform, scope, refundId, 'repeat', async ({ order, payment, session }) => {
    if (!isRefundable(payment)) throw new DomainError('PAYMENT_NOT_CONFIRMED');
    await noteRefund(platform, scope, actor, order, payment, 'refund.repeat', ['state', 'bankAccount'], session);
    if (JSON.stringify(openBank(platform, order._id, order.sealedBank)) === JSON.stringify(bank)) return {};
    const db = platform.databases.server;
    const others = (await refundsOfPayment(db, scope, payment._id, session)).filter(({ _id }) => _id !== order._id);
    const waits = needsApproval(await approvalLimitOf(db, scope, session), order.amount, payment, others);
    const change = { sealedBank: sealBank(platform, order._id, bank), approverName: '' };
    if (!waits) return change;
    const asked = { ...order, ...change, state: 'requested' as const, requestedBy: actor.userId, requesterName: actor.name };
    await tellOfRefund(platform, scope, actor, asked, 'waits', session);
    return { ...change, state: asked.state, requestedBy: actor.userId, requesterName: actor.name };
  });
}
