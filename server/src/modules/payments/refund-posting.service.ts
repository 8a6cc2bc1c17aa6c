import type { PayloadOf } from '@tsudoi/shared/queue/define-message';
import type { refundMoved } from '@tsudoi/shared/queue/refund.messages';
import type { Delivery } from '@tsudoi/shared/service/consumer';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { SystemActor } from '../../platform/actor.ts';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { type PaymentDocument, getPayment } from './payment.repository.ts';
import { type RefundOrderDocument, changeRefundOrder, findRefundOrder } from './refund.repository.ts';
import { nextRefundState } from './refund.rules.ts';
import { raiseTasks } from './task.repository.ts';

type Moved = PayloadOf<typeof refundMoved>;
const system: SystemActor = { kind: 'system', name: 'payments-service' };

/** What the payments-service says of refunds: each word once, the newer over the older, whatever arrives first. */
export async function postRefundMoves(platform: Platform, scope: OrgScope, deliveries: readonly Delivery<Moved>[]): Promise<void> {
  for (const { payload } of deliveries)
    await inTransaction(platform.databases.client, (session) => postMove(platform, scope, payload, session));
}

async function postMove(platform: Platform, scope: OrgScope, moved: Moved, session: ClientSession): Promise<void> {
  const db = platform.databases.server;
  const order = await findRefundOrder(db, scope, moved.refundId, session);
  if (!order || moved.sequence <= order.sequence) return;
  const state = nextRefundState(order, moved.state);
  if (state === null) return;
  const change = { state, code: moved.code, sequence: moved.sequence, ...(state === 'done' ? { doneAt: new Date(moved.at) } : {}) };
  // Thrown, so that the queue brings it again.
  if (!(await changeRefundOrder(db, scope, order, change, session))) throw new Error('a refund was changed at the same time');
  const payment = await getPayment(db, scope, order.paymentId, session);
  const now = platform.clock.now();
  if (state !== order.state)
    await recordAudit(
      platform,
      scope,
      system,
      {
        action: `refund.${moved.state}`,
        subjectKind: 'refund',
        subjectId: order._id,
        subjectName: payment.paymentNumber,
        fields: ['state'],
      },
      session,
    );
  // What the office said itself is no news to it.
  const isOwnWord = moved.code === 'said_not_made';
  const reason = state === 'refused' && !isOwnWord ? 'refund_refused' : moved.code === 'no_answer' ? 'refund_unknown' : null;
  if (reason !== null) await raiseTasks(db, scope, [taskOf(order, payment, reason, now)], session);
  const live = [
    { topic: 'payments', ref: payment._id } as const,
    ...(reason === null ? [] : [{ topic: 'tasks', ref: order._id } as const]),
  ];
  await recordLive(db, scope, live, now, session);
}

/** Nothing went back, or nobody can say: the office has it on its list again (case 28). */
function taskOf(
  { _id, amount }: RefundOrderDocument,
  payment: PaymentDocument,
  reason: 'refund_refused' | 'refund_unknown',
  raisedAt: Date,
) {
  return {
    cause: `${reason}:${_id}`,
    kind: 'refund' as const,
    reason,
    raisedAt,
    expected: amount,
    received: null,
    paymentNumber: payment.paymentNumber,
    provider: payment.provider,
    billId: null,
    memberId: payment.memberId,
  };
}
