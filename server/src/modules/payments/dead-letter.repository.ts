import type { MessageId } from '@tsudoi/shared/kernel/ids';
import type { QueuedMessage } from '@tsudoi/shared/service/message-store';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Db, Filter } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';

/** Messages of one organisation that are on their way or were given up, in the queue's own database. */
const messages = (queue: Db, scope: OrgScope) => tenantCollection<QueuedMessage>(queue, scope, 'messages');
const consumers = ['server', 'payments-service'];

/** The newest, consumer by consumer: so each is found whole in the index and read from its end. */
export async function deadMessages(queue: Db, scope: OrgScope, limit: number): Promise<QueuedMessage[]> {
  const of = (to: string) =>
    messages(queue, scope)
      .find({ to, state: 'dead' } as Filter<QueuedMessage>, { projection: { payload: 0 } })
      .sort({ _id: -1 })
      .limit(limit)
      .toArray();
  const found = await Promise.all(consumers.map(of));
  return found
    .flat()
    .toSorted((left, right) => (left._id > right._id ? -1 : 1))
    .slice(0, limit);
}

/** What the payments-service has said of a charge and the books have not taken yet; there are few at any time. */
export async function pendingMessages(queue: Db, scope: OrgScope, chargeId: string): Promise<QueuedMessage[]> {
  const found = await messages(queue, scope)
    .find({ to: 'server', state: { $in: ['ready', 'leased', 'dead'] } } as Filter<QueuedMessage>)
    .limit(1000)
    .toArray();
  return found.filter(({ payload }) => (payload as { readonly chargeId?: unknown } | null)?.chargeId === chargeId);
}

/** Delivers a dead message once more; false when it is not dead (any more). */
export async function reviveMessage(queue: Db, scope: OrgScope, messageId: MessageId, realNow: Date): Promise<boolean> {
  const result = await messages(queue, scope).updateOne(
    { _id: messageId, state: 'dead' },
    { $set: { state: 'ready', attempts: 0, nextAt: realNow }, $unset: { deadReason: '' } },
  );
  return result.modifiedCount === 1;
}
