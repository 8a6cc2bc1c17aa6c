import type { ClientSession, Collection, Db } from 'mongodb';
import type * as z from 'zod';
import { crashPoint } from './crash-point.ts';
import { type MessageId, type OrgId, newMessageId } from '../kernel/ids.ts';
import type { MessageDefinition } from '../queue/define-message.ts';
import type { Clock } from './clock.ts';
import { type Drain, startDrain } from './drain.ts';
import type { Log } from './log.ts';
import { duplicatesOf } from './mongo.ts';
import type { QueuedMessage } from './message-store.ts';

/** A message that waits in the producer's own database, written in the transaction of the change it tells of. */
export interface OutboxRow {
  _id: MessageId;
  orgId: OrgId;
  to: string;
  name: string;
  version: number;
  payload: unknown;
  occurredAt: Date;
  causedBy: string;
  state: 'pending' | 'sent';
  sentAt?: Date;
}

const batchSize = 500;

/** Builds an outbox row; the payload is checked, so that nothing unreadable ever leaves. @throws ZodError */
export function outboxRow<P extends z.ZodType>(
  definition: MessageDefinition<P>,
  orgId: OrgId,
  payload: z.input<P>,
  causedBy: string,
  clock: Clock,
): OutboxRow {
  return {
    _id: newMessageId(),
    orgId,
    to: definition.to,
    name: definition.name,
    version: definition.version,
    payload: definition.payload.parse(payload),
    occurredAt: clock.now(),
    causedBy,
    state: 'pending',
  };
}

export function outboxOf(db: Db): Collection<OutboxRow> {
  return db.collection<OutboxRow>('outbox');
}

export async function insertOutbox(db: Db, rows: OutboxRow[], session: ClientSession): Promise<void> {
  if (rows.length > 0) await outboxOf(db).insertMany(rows, { session });
}

export async function createOutboxIndexes(db: Db): Promise<void> {
  await outboxOf(db).createIndexes([
    { key: { state: 1, _id: 1 }, name: 'pending', partialFilterExpression: { state: 'pending' } },
    { key: { sentAt: 1 }, name: 'sent_ttl', expireAfterSeconds: 7 * 86_400 },
  ]);
}

/** When the oldest row was written that has not been moved to the queue; null when none waits. */
export async function outboxWaitsSince(db: Db): Promise<Date | null> {
  const first = await outboxOf(db).findOne({ state: 'pending' }, { sort: { _id: 1 }, projection: { occurredAt: 1 } });
  return first?.occurredAt ?? null;
}

/** Moves outbox rows to the queue; see `Drain`. */
export type Relay = Drain;

/**
 * Moves outbox rows to the queue. At least once: a row that is already there is a duplicate key and counts as moved.
 * Nudged after each commit that wrote one.
 */
export function startRelay(own: Db, queue: Db, clock: Clock, log: Log): Relay {
  const outbox = outboxOf(own);
  const messages = queue.collection<QueuedMessage>('messages');

  const moveBatch = async (): Promise<number> => {
    const rows = await outbox.find({ state: 'pending' }).sort({ _id: 1 }).limit(batchSize).toArray();
    if (rows.length === 0) return 0;
    const queued = rows.map(({ state: _state, sentAt: _sentAt, ...row }): QueuedMessage => ({
      ...row,
      state: 'ready',
      attempts: 0,
      nextAt: clock.realNow(),
      leaseToken: 0,
    }));
    try {
      await messages.insertMany(queued, { ordered: false });
    } catch (error) {
      duplicatesOf(error);
    }
    crashPoint('relay.queued');
    await outbox.updateMany({ _id: { $in: rows.map((row) => row._id) } }, { $set: { state: 'sent', sentAt: clock.realNow() } });
    return rows.length;
  };

  return startDrain(
    async (_look, { stopping }) => {
      while (!stopping() && (await moveBatch()) === batchSize);
    },
    { log, failure: 'the outbox could not be moved' },
  );
}
