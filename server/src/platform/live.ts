import { EventEmitter } from 'node:events';
import type { LiveEvent, LiveTopic } from '@tsudoi/shared/contracts/live/live.contract';
import type { MemberId, OrgId } from '@tsudoi/shared/kernel/ids';
import type { Log } from '@tsudoi/shared/service/log';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { watchInserts } from '@tsudoi/shared/service/watch';
import { type ClientSession, type Db, ObjectId } from 'mongodb';

/** A row that wakes open pages; kept for an hour so that a page that reconnects hears what it missed. */
interface LiveRow {
  _id: ObjectId;
  orgId: OrgId;
  /** Null: for the office only. */
  memberId: MemberId | null;
  topic: LiveTopic;
  ref: string;
  at: Date;
}

export interface LiveNotice extends LiveEvent {
  readonly memberId?: MemberId;
}

const collectionName = 'live_events';

/** Written in the business transaction, so that no page is woken for something that did not happen. */
export async function recordLive(
  db: Db,
  scope: OrgScope,
  notices: readonly LiveNotice[],
  now: Date,
  session?: ClientSession,
): Promise<void> {
  if (notices.length === 0) return;
  const rows = notices.map((notice) => {
    const _id = new ObjectId();
    // Business time may be moved to the past; the sweep of old rows is not, and would take this one before anybody heard.
    const at = new Date(Math.max(now.getTime(), _id.getTimestamp().getTime()));
    return { _id, at, orgId: scope.orgId, memberId: notice.memberId ?? null, topic: notice.topic, ref: notice.ref };
  });
  await db.collection<LiveRow>(collectionName).insertMany(rows, session ? { session } : {});
}

/** What was told of a topic since a little before a moment, within the hour that it is kept: which rows to look at again. */
export async function liveRefsSince(db: Db, scope: OrgScope, topic: LiveTopic, since: Date): Promise<{ id: string; ref: string }[]> {
  const rows = await db
    .collection<LiveRow>(collectionName)
    .find({ orgId: scope.orgId, _id: { $gte: shortlyBefore(since) } }, { projection: { topic: 1, ref: 1 } })
    .toArray();
  return rows.filter((row) => row.topic === topic).map(({ _id, ref }) => ({ id: _id.toHexString(), ref }));
}

export async function createLiveIndexes(db: Db): Promise<void> {
  await db.collection<LiveRow>(collectionName).createIndexes([
    { key: { orgId: 1, _id: 1 }, name: 'org' },
    { key: { at: 1 }, name: 'ttl', expireAfterSeconds: 3600 },
  ]);
}

export interface LiveFeed {
  /** Events of one organisation, for the office (all) or one member (their own), until the signal aborts. */
  events(
    scope: OrgScope,
    memberId: MemberId | null,
    lastEventId: string | null,
    signal: AbortSignal,
  ): AsyncGenerator<{ id: string; event: LiveEvent }>;
  /** Ends every stream. */
  stop(): Promise<void>;
}

/**
 * From a little before a moment: ids of one second are in no order between processes. A page that hears a thing twice
 * only looks twice.
 */
function shortlyBefore(moment: Date): ObjectId {
  return ObjectId.createFromTime(Math.floor(moment.getTime() / 1000) - 2);
}

const catchUpLimit = 1000;

/** One change stream per process, whatever the number of open pages. */
export function startLiveFeed(db: Db, log: Log): LiveFeed {
  const collection = db.collection<LiveRow>(collectionName);
  const emitter = new EventEmitter();
  emitter.setMaxListeners(0);
  // What wakes each open stream, so that all of them can be ended.
  const streams = new Set<() => void>();
  let stopped = false;
  let heardUntil = new ObjectId().getTimestamp();
  const tell = (row: LiveRow) => {
    heardUntil = row._id.getTimestamp();
    emitter.emit(row.orgId, row);
  };
  /** What was written while no stream stood. */
  const catchUp = async () => {
    const missed = await collection
      .find({ _id: { $gte: shortlyBefore(heardUntil) } })
      .sort({ _id: -1 })
      .limit(catchUpLimit)
      .toArray();
    missed.toReversed().forEach(tell);
  };
  const stopWatching = watchInserts(
    collection,
    [],
    (row) => {
      if (row) tell(row);
      else void catchUp().catch((err: unknown) => log.warn({ err }, 'open pages may have missed something'));
    },
    log,
  );
  return {
    async *events(scope, memberId, lastEventId, signal) {
      const queue: LiveRow[] = [];
      let wake: (() => void) | null = null;
      const listen = (row: LiveRow) => {
        if (memberId !== null && row.memberId !== memberId) return;
        queue.push(row);
        wake?.();
      };
      const abort = () => wake?.();
      emitter.on(scope.orgId, listen);
      signal.addEventListener('abort', abort);
      streams.add(abort);
      try {
        if (lastEventId && ObjectId.isValid(lastEventId)) {
          const own = memberId === null ? {} : { memberId };
          const missed = await collection
            .find({ orgId: scope.orgId, _id: { $gte: shortlyBefore(new ObjectId(lastEventId).getTimestamp()) }, ...own })
            .sort({ _id: 1 })
            .limit(200)
            .toArray();
          for (const row of missed) yield { id: row._id.toHexString(), event: { topic: row.topic, ref: row.ref } };
        }
        while (!signal.aborted && !stopped) {
          const row = queue.shift();
          if (row) {
            yield { id: row._id.toHexString(), event: { topic: row.topic, ref: row.ref } };
            continue;
          }
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          wake = null;
        }
      } finally {
        emitter.off(scope.orgId, listen);
        signal.removeEventListener('abort', abort);
        streams.delete(abort);
      }
    },
    async stop() {
      stopped = true;
      for (const end of streams) end();
      await stopWatching();
    },
  };
}
