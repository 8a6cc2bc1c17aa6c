import type { ChangeStream, Collection, Document } from 'mongodb';
import type { Log } from './log.ts';

/**
 * Calls `wake` on every insert that passes the filter, and with null whenever a stream has just been opened: what was
 * written before it stood, or while a broken one was replaced, is in no stream. So null means a full look, never a stop
 * (database.md 4).
 */
export function watchInserts<T extends Document>(
  collection: Collection<T>,
  filter: Document[],
  wake: (inserted: T | null) => void,
  log: Log,
): () => Promise<void> {
  let stream: ChangeStream<T> | null = null;
  let retry: NodeJS.Timeout | null = null;
  let stopped = false;
  const follow = async (opened: ChangeStream<T>): Promise<void> => {
    // The first answer, empty or not, says that the stream stands; before it nothing is promised.
    let change = await opened.tryNext();
    if (!stopped) wake(null);
    for (; !stopped; change = await opened.next()) {
      if (change) wake('fullDocument' in change ? ((change.fullDocument as T | undefined) ?? null) : null);
    }
  };
  const open = () => {
    if (stopped) return;
    const opened = collection.watch<T>([{ $match: { operationType: 'insert' } }, ...filter]);
    stream = opened;
    follow(opened).catch((err: unknown) => {
      void opened.close().catch(() => undefined);
      if (stopped) return;
      log.warn({ err, collection: collection.collectionName }, 'a change stream broke and is opened anew');
      retry = setTimeout(open, 1000);
    });
  };
  open();
  return async () => {
    stopped = true;
    if (retry) clearTimeout(retry);
    await stream?.close().catch(() => undefined);
  };
}
