import { randomUUID } from 'node:crypto';
import type { Db } from 'mongodb';
import type * as z from 'zod';
import { crashPoint } from './crash-point.ts';
import { DomainError } from '../kernel/domain-error.ts';
import type { MessageId } from '../kernel/ids.ts';
import type { MessageDefinition, ServiceName } from '../queue/define-message.ts';
import type { Clock } from './clock.ts';
import { type Drain, inTurn, startDrain } from './drain.ts';
import type { Log } from './log.ts';
import { type MessageStore, type QueuedMessage, createMessageStore } from './message-store.ts';
import type { Metrics } from './metrics.ts';
import { type OrgScope, mintOrgScope } from './org-scope.ts';
import { watchInserts } from './watch.ts';

export interface Delivery<P> {
  readonly messageId: MessageId;
  readonly payload: P;
  readonly occurredAt: Date;
}

/** Handles up to 50 messages of one name and one organisation; throws to have them tried one by one. */
type BatchHandler<P> = (scope: OrgScope, deliveries: readonly Delivery<P>[]) => Promise<void>;

export interface MessageHandler {
  readonly definition: MessageDefinition;
  readonly handle: BatchHandler<unknown>;
}

export function onMessage<P extends z.ZodType>(definition: MessageDefinition<P>, handle: BatchHandler<z.output<P>>): MessageHandler {
  return { definition, handle: handle as BatchHandler<unknown> };
}

/** Handles what is due for one service; see `Drain`. */
export type Consumer = Drain;

const batchSize = 50;

/**
 * Delivers queue messages to their handlers: at least once, in batches, fair by organisation, with leases, retries and
 * a dead-letter state. A message that cannot be parsed is given up at once with its reason and blocks nothing.
 */
export function startConsumer(
  queue: Db,
  to: ServiceName,
  handlers: readonly MessageHandler[],
  clock: Clock,
  log: Log,
  metrics: Metrics,
): Consumer {
  const store = createMessageStore(queue, to, clock);
  const byKey = new Map(handlers.map((handler) => [`${handler.definition.name}@${handler.definition.version}`, handler]));

  const drain = startDrain(
    async (look, round) => {
      if (look.everywhere) await store.reclaimExpired();
      await inTurn(look, round, store.dueOrganisations, async (orgId) => {
        const messages = await store.claim(orgId, batchSize, randomUUID());
        if (messages.length > 0) crashPoint('consumer.claimed');
        if (messages.length > 0) await deliver(store, byKey, messages, log, metrics);
        return messages.length === batchSize;
      });
    },
    { log, failure: 'the queue could not be drained' },
  );
  const stopWatching = watchInserts(store.messages, [{ $match: { 'fullDocument.to': to } }], (message) => drain.nudge(message?.orgId), log);
  drain.nudge();
  return {
    ...drain,
    async stop() {
      await stopWatching();
      await drain.stop();
    },
  };
}

async function deliver(
  store: MessageStore,
  byKey: ReadonlyMap<string, MessageHandler>,
  messages: readonly QueuedMessage[],
  log: Log,
  metrics: Metrics,
): Promise<void> {
  for (const group of groupByName(messages)) {
    const handler = byKey.get(`${group[0]!.name}@${group[0]!.version}`);
    const readable: { message: QueuedMessage; delivery: Delivery<unknown> }[] = [];
    for (const message of group) {
      const parsed = handler?.definition.payload.safeParse(message.payload);
      if (!handler || !parsed?.success) {
        await store.giveUp(message, handler ? 'UNREADABLE_PAYLOAD' : 'UNKNOWN_MESSAGE');
        metrics.messagesDead.inc({ name: message.name });
        log.error({ messageId: message._id, name: message.name }, 'a message cannot be read and was set aside');
        continue;
      }
      readable.push({ message, delivery: { messageId: message._id, payload: parsed.data, occurredAt: message.occurredAt } });
    }
    if (!handler || readable.length === 0) continue;
    const scope = mintOrgScope(group[0]!.orgId);
    try {
      await handler.handle(
        scope,
        readable.map((entry) => entry.delivery),
      );
      crashPoint('consumer.handled');
      await store.finish(readable.map((entry) => entry.message));
      metrics.messagesHandled.inc({ name: handler.definition.name, result: 'done' }, readable.length);
    } catch (error) {
      await deliverOneByOne(store, handler, scope, readable, readable.length === 1 ? error : null, log, metrics);
    }
  }
}

async function deliverOneByOne(
  store: MessageStore,
  handler: MessageHandler,
  scope: OrgScope,
  entries: readonly { message: QueuedMessage; delivery: Delivery<unknown> }[],
  known: unknown,
  log: Log,
  metrics: Metrics,
): Promise<void> {
  for (const { message, delivery } of entries) {
    try {
      if (known !== null) throw known;
      await handler.handle(scope, [delivery]);
      await store.finish([message]);
      metrics.messagesHandled.inc({ name: message.name, result: 'done' });
    } catch (error) {
      const outcome = await store.retry(message, reasonOf(error));
      metrics.messagesHandled.inc({ name: message.name, result: outcome });
      if (outcome === 'dead') metrics.messagesDead.inc({ name: message.name });
      log.warn({ err: error, messageId: message._id, name: message.name, outcome }, 'a message could not be handled');
    }
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof DomainError) return error.code;
  return error instanceof Error ? error.name : 'UNEXPECTED';
}

/** Neighbours of one name and version, in order. */
function groupByName(messages: readonly QueuedMessage[]): QueuedMessage[][] {
  const groups: QueuedMessage[][] = [];
  for (const message of messages) {
    const last = groups.at(-1);
    if (last && last[0]!.name === message.name && last[0]!.version === message.version) last.push(message);
    else groups.push([message]);
  }
  return groups;
}
