import type { RefundListInput, RefundListOutput, RefundView } from '@tsudoi/shared/contracts/payments/refund.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { RefundId } from '@tsudoi/shared/kernel/ids';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { isAllowed } from '../../platform/permissions.ts';
import type { Platform } from '../../platform/platform.ts';
import { type PaymentDocument, findPayments } from './payment.repository.ts';
import { openBank } from './refund-bank.service.ts';
import { type RefundOrderDocument, countRefunds, pageOfRefunds } from './refund.repository.ts';
import { closedRefundStates, isUnanswered, openRefundStates } from './refund.rules.ts';

type View = z.output<typeof RefundView>;
const totalCap = 1000;
/** Whoever agrees to a transfer agrees to where it goes: an account that one person entered alone is what the second one looks at. */
const withAccount: readonly RefundOrderDocument['state'][] = ['requested', 'approved', 'returned'];

/** Refunds under way, or those that are over, newest first. */
export async function listRefunds(
  platform: Platform,
  actor: UserActor,
  input: z.output<typeof RefundListInput>,
): Promise<z.output<typeof RefundListOutput>> {
  const db = platform.databases.server;
  const states = input.view === 'open' ? openRefundStates : closedRefundStates;
  const cursor = input.cursor == null || input.cursor === '' ? null : RefundId.safeParse(input.cursor);
  if (cursor !== null && !cursor.success) throw new DomainError('INVALID_INPUT');
  const after = cursor?.data ?? null;
  const backwards = input.direction === 'previous' && after !== null;
  const found = await pageOfRefunds(db, actor.scope, states, after, !backwards, input.size);
  const more = found.length > input.size;
  const orders = found.slice(0, input.size);
  if (backwards) orders.reverse();
  const total = await countRefunds(db, actor.scope, states, totalCap);
  return {
    rows: await refundViews(platform, actor, orders),
    nextCursor: (backwards || more) && orders.length > 0 ? orders.at(-1)!._id : null,
    previousCursor: (backwards ? more : after !== null) && orders.length > 0 ? orders[0]!._id : null,
    total: Math.min(total, totalCap),
    totalCapped: total > totalCap,
  };
}

/** Orders as the office sees them. Accounts are opened only while there is something to agree to, to transfer or to put right, for whoever may. */
export async function refundViews(platform: Platform, actor: UserActor, orders: readonly RefundOrderDocument[]): Promise<View[]> {
  const ids = [...new Set(orders.map(({ paymentId }) => paymentId))];
  const payments = new Map((await findPayments(platform.databases.server, actor.scope, ids)).map((payment) => [payment._id, payment]));
  return orders.map((order) => view(platform, actor, order, payments.get(order.paymentId)));
}

function view(platform: Platform, actor: UserActor, order: RefundOrderDocument, payment: PaymentDocument | undefined): View {
  const last = order.cameBack?.at(-1);
  const showsBank = order.sealedBank !== '' && withAccount.includes(order.state) && isAllowed(actor, 'payments.write');
  return {
    refundId: order._id,
    paymentId: order.paymentId,
    memberId: payment?.memberId ?? null,
    memberName: payment?.memberName ?? '',
    paymentNumber: payment?.paymentNumber ?? '',
    method: payment?.method ?? '',
    amount: order.amount as unknown as View['amount'],
    way: order.way,
    state: order.state,
    code: order.code,
    reason: order.reason,
    requestedBy: order.requesterName,
    requestedAt: order.requestedAt.toISOString(),
    approvedBy: order.approverName,
    doneAt: order.doneAt?.toISOString() ?? null,
    isOwn: order.requestedBy === actor.userId,
    cameBack: last ? { on: last.returnedOn, reason: order.returnReason ?? '' } : null,
    isUnanswered: isUnanswered(order),
    denied: isUnanswered(order) && order.denied ? { by: order.denied.byName, isOwn: order.denied.by === actor.userId } : null,
    bank: showsBank ? openBank(platform, order._id, order.sealedBank) : null,
  };
}
