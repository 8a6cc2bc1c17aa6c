import type { SayRefundInput } from '@tsudoi/shared/contracts/payments/refund.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { paymentsClient } from '../../platform/payments-client.ts';
import type { Platform } from '../../platform/platform.ts';
import { getPayment } from './payment.repository.ts';
import { type RefundOrderDocument, approvalLimitOf, changeRefundOrder, findRefundOrder, refundsOfPayment } from './refund.repository.ts';
import { isSeenAtProvider, isUnanswered, needsApproval } from './refund.rules.ts';
import { noteRefund } from './refund.service.ts';

/**
 * What the office has seen at the provider of a refund that nobody answered for: it was made, which the money that went back has to
 * show, or it never was. Then its sum can be given back once more, so that above the limit somebody else has to say so as well.
 * The state itself follows by the message of the payments-service.
 * @throws DomainError NOT_FOUND, INVALID_TRANSITION, REFUND_NOT_SEEN, TASK_OWN_REQUEST, CONFLICT, PROVIDER_UNAVAILABLE
 */
export async function sayRefund(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  { refundId, made }: z.output<typeof SayRefundInput>,
): Promise<RefundOrderDocument> {
  const db = platform.databases.server;
  const { order, waits } = await inTransaction(platform.databases.client, async (session) => {
    const found = await findRefundOrder(db, scope, refundId, session);
    if (!found) throw new DomainError('NOT_FOUND');
    if (!isUnanswered(found)) throw new DomainError('INVALID_TRANSITION');
    const payment = await getPayment(db, scope, found.paymentId, session);
    const others = (await refundsOfPayment(db, scope, payment._id, session)).filter(({ _id }) => _id !== found._id);
    if (made && !isSeenAtProvider(payment, found.amount, others)) throw new DomainError('REFUND_NOT_SEEN');
    const isLarge = !made && needsApproval(await approvalLimitOf(db, scope, session), found.amount, payment, others);
    if (isLarge && found.denied?.by === actor.userId) throw new DomainError('TASK_OWN_REQUEST');
    const isFirst = isLarge && !found.denied;
    await noteRefund(platform, scope, actor, found, payment, actionOf(made, isFirst), ['state'], session);
    if (!isFirst) return { order: found, waits: false };
    const denied = { by: actor.userId, byName: actor.name };
    if (!(await changeRefundOrder(db, scope, found, { denied }, session))) throw new DomainError('CONFLICT');
    return { order: { ...found, denied, version: found.version + 1 }, waits: true };
  });
  if (!waits) await paymentsClient(platform, scope).call('charges.refundSaid', { refundId, made });
  return order;
}

const actionOf = (made: boolean, isFirst: boolean) => (made ? 'refund.said_made' : isFirst ? 'refund.deny_ask' : 'refund.said_not_made');
