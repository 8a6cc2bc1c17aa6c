import type { ChangeStream, Collection, Document } from 'mongodb';
import type { Log } from './log.ts';

/**
 * Calls `wake` on every insert that passes the filter. A stream that fails is opened anew after a second and followed
 * by a wake-up: an unknown or expired token means a full look, never a stop (database.md 4).
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
  const open = () => {
    if (stopped) return;
    const opened = collection.watch<T>([{ $match: { operationType: 'insert' } }, ...filter]);
    stream = opened;
    opened.on('change', (change) => wake('fullDocument' in change ? ((change.fullDocument as T | undefined) ?? null) : null));
    opened.on('error', (err) => {
      log.warn({ err, collection: collection.collectionName }, 'a change stream broke and is opened anew');
      void opened.close().catch(() => undefined);
      if (stopped) return;
      retry = setTimeout(() => {
        open();
        wake(null);
      }, 1000);
    });
  };
  open();
  return async () => {
    stopped = true;
    if (retry) clearTimeout(retry);
    await stream?.close().catch(() => undefined);
  };
}
