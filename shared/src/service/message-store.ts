import type { Collection, Db } from 'mongodb';
import type { MessageId, OrgId } from '../kernel/ids.ts';
import type { Clock } from './clock.ts';
import { createDueWindow } from './due-window.ts';
import { dropIndexes, earliest } from './mongo.ts';

/** A message on its way, in the queue's own database. `_id` is the outbox row's id: at least once + unique = one effect. */
export interface QueuedMessage {
  _id: MessageId;
  orgId: OrgId;
  to: string;
  name: string;
  version: number;
  payload: unknown;
  occurredAt: Date;
  causedBy: string;
  state: 'ready' | 'leased' | 'done' | 'dead';
  attempts: number;
  nextAt: Date;
  /** Grows with every claim; what is written later filters on the claim itself, which nobody else has ever had. */
  leaseToken: number;
  leaseUntil?: Date;
  claim?: string;
  doneAt?: Date;
  /** Why it was given up: an error code, never its text. */
  deadReason?: string;
}

export const maxAttempts = 8;
const leaseMs = 30_000;

export async function createQueueIndexes(queue: Db): Promise<void> {
  await queue.collection<QueuedMessage>('messages').createIndexes([
    { key: { to: 1, state: 1, orgId: 1, _id: 1 }, name: 'due' },
    { key: { to: 1, state: 1, leaseUntil: 1 }, name: 'leases', partialFilterExpression: { state: 'leased' } },
    { key: { claim: 1 }, name: 'claim', partialFilterExpression: { state: 'leased' } },
    { key: { doneAt: 1 }, name: 'done_ttl', expireAfterSeconds: 30 * 86_400 },
  ]);
}

/** What finds, claims and ends messages, each filter whole in one index (docs/decisions/0008). */
export async function createQueueRowIndexes(queue: Db): Promise<void> {
  await queue.collection<QueuedMessage>('messages').createIndexes([
    { key: { _id: 1, state: 1, claim: 1 }, name: 'row' },
    { key: { claim: 1, state: 1 }, name: 'claimed', partialFilterExpression: { state: 'leased' } },
    { key: { to: 1, state: 1, nextAt: 1 }, name: 'due_organisations' },
    { key: { to: 1, state: 1, orgId: 1, nextAt: 1 }, name: 'due_of_organisation' },
  ]);
}

/** What ends messages: all that is equal first, the list of ids last (docs/decisions/0052). */
export async function createQueueClaimIndexes(queue: Db): Promise<void> {
  const messages = queue.collection('messages');
  await messages.createIndexes([{ key: { state: 1, claim: 1, _id: 1 }, name: 'claim_rows' }]);
  await dropIndexes(messages, ['claim', 'claimed', 'row']);
}

/** Since when the first message of a consumer has been due; null when it has none. */
export const messagesDueSince = (queue: Db, to: string): Promise<Date | null> =>
  earliest(queue.collection<QueuedMessage>('messages'), { to, state: 'ready' }, 'nextAt');

/** How many messages of a consumer were given up and were not sent again since; a thousand say as much as more. */
export const deadMessages = (queue: Db, to: string): Promise<number> =>
  queue.collection<QueuedMessage>('messages').countDocuments({ to, state: 'dead' }, { limit: 1000 });

/** The due messages of one consumer: claim, finish, retry, give up. All times are real time. */
export function createMessageStore(queue: Db, to: string, clock: Clock) {
  const messages: Collection<QueuedMessage> = queue.collection<QueuedMessage>('messages');
  const window = createDueWindow();
  return {
    messages,

    /** Organisations with due messages, so that each gets its turn (T18). */
    async dueOrganisations(limit: number): Promise<OrgId[]> {
      const rows = await messages
        .aggregate<{ _id: OrgId }>([
          { $match: { to, state: 'ready', nextAt: { $lte: clock.realNow() } } },
          { $group: { _id: '$orgId', first: { $min: '$_id' } } },
          { $sort: { first: 1 } },
          { $limit: limit },
        ])
        .toArray();
      return rows.map((row) => row._id);
    },

    /** Takes up to `limit` due messages of one organisation; of two consumers one gets each message. */
    async claim(orgId: OrgId, limit: number, claim: string): Promise<QueuedMessage[]> {
      const now = clock.realNow();
      const due = await window.read(orgId, now, limit, (upTo) =>
        messages
          .find({ to, state: 'ready', orgId, nextAt: { $lte: upTo } })
          .sort({ _id: 1 })
          .limit(limit)
          .toArray(),
      );
      if (due.length === 0) return [];
      const leaseUntil = new Date(now.getTime() + leaseMs);
      const taken = await messages.updateMany(
        { to, state: 'ready', orgId, _id: { $in: due.map((row) => row._id) } },
        { $set: { state: 'leased', leaseUntil, claim }, $inc: { leaseToken: 1, attempts: 1 } },
      );
      // Nobody else was there: what was read is what was taken, and need not be read again.
      if (taken.modifiedCount === due.length)
        return due.map((row) => ({
          ...row,
          state: 'leased',
          leaseUntil,
          claim,
          leaseToken: row.leaseToken + 1,
          attempts: row.attempts + 1,
        }));
      return messages.find({ claim, state: 'leased' }).sort({ _id: 1 }).toArray();
    },

    async finish(claimed: readonly QueuedMessage[]): Promise<void> {
      if (claimed.length === 0) return;
      await messages.updateMany(
        { state: 'leased', claim: claimed[0]!.claim!, _id: { $in: claimed.map((row) => row._id) } },
        { $set: { state: 'done', doneAt: clock.realNow() }, $unset: { claim: '', leaseUntil: '' } },
      );
    },

    /** Backs off exponentially: 1 s, 2 s, 4 s … one minute at most. */
    async retry(message: QueuedMessage, reason: string): Promise<'retry' | 'dead'> {
      if (message.attempts >= maxAttempts) {
        await this.giveUp(message, reason);
        return 'dead';
      }
      const delay = Math.min(60_000, 1000 * 2 ** (message.attempts - 1));
      await messages.updateOne(
        { state: 'leased', claim: message.claim!, _id: message._id },
        {
          $set: { state: 'ready', nextAt: new Date(clock.realNow().getTime() + delay), deadReason: reason },
          $unset: { claim: '', leaseUntil: '' },
        },
      );
      return 'retry';
    },

    async giveUp(message: QueuedMessage, reason: string): Promise<void> {
      await messages.updateOne(
        { state: 'leased', claim: message.claim!, _id: message._id },
        { $set: { state: 'dead', deadReason: reason }, $unset: { claim: '', leaseUntil: '' } },
      );
    },

    /** A consumer that died gives its messages back when the lease is over. */
    async reclaimExpired(): Promise<number> {
      const result = await messages.updateMany(
        { to, state: 'leased', leaseUntil: { $lt: clock.realNow() } },
        { $set: { state: 'ready', nextAt: clock.realNow() }, $unset: { claim: '', leaseUntil: '' } },
      );
      return result.modifiedCount;
    },

    async waiting(): Promise<number> {
      return messages.countDocuments({ to, state: { $in: ['ready', 'leased'] } });
    },
  };
}
export type MessageStore = ReturnType<typeof createMessageStore>;
