import { useQueryClient } from '@tanstack/react-query';
import type { LiveTopic } from '@tsudoi/shared/contracts/live/live.contract';
import { useEffect, useSyncExternalStore } from 'react';
import { currentDoor } from './session.ts';
import { queryClient, trpcClient } from './trpc.ts';

type State = 'off' | 'connecting' | 'on' | 'lost';

/** One stream per tab, whatever the number of screens that listen: HTTP/1.1 allows six connections. */
const topicListeners = new Set<{ topics: ReadonlySet<LiveTopic>; wake: () => void }>();
const stateListeners = new Set<() => void>();
let state: State = 'off';
let stream: { unsubscribe(): void } | null = null;
let streamDoor = '';
let retry: ReturnType<typeof setTimeout> | undefined;
let failures = 0;
let lastEventId: string | null = null;
const pollMs = 5000;

function setState(next: State): void {
  if (next === state) return;
  const wasLost = state === 'lost';
  state = next;
  for (const listener of stateListeners) listener();
  // Whatever happened while the line was down is caught up at once.
  if (next === 'on' && wasLost) for (const listener of topicListeners) listener.wake();
}

function open(): void {
  const door = currentDoor();
  if (door === null) return;
  streamDoor = `${door.audience}:${door.org}`;
  setState(failures === 0 ? 'connecting' : 'lost');
  stream = trpcClient.live.events.subscribe(
    { lastEventId },
    {
      onStarted: () => {
        failures = 0;
        setState('on');
      },
      onData: (envelope) => {
        lastEventId = envelope.id;
        hear(envelope.data.topic);
      },
      onConnectionStateChange: (next) => {
        if (next.state === 'connecting' && next.error) setState('lost');
        if (next.state === 'pending') setState('on');
      },
      onError: reopen,
      onComplete: reopen,
    },
  );
}

function hear(topic: LiveTopic): void {
  let isHeard = false;
  for (const listener of topicListeners)
    if (listener.topics.has(topic)) {
      listener.wake();
      isHeard = true;
    }
  // Nobody looks at it now: whoever comes next asks anew, however fresh what is kept looks.
  if (!isHeard) void queryClient.invalidateQueries({ refetchType: 'none' });
}

function reopen(): void {
  if (topicListeners.size === 0) return;
  stream = null;
  failures += 1;
  setState('lost');
  clearTimeout(retry);
  retry = setTimeout(open, Math.min(30_000, 500 * 2 ** Math.min(failures, 6)));
}

function close(): void {
  clearTimeout(retry);
  stream?.unsubscribe();
  stream = null;
  failures = 0;
  lastEventId = null;
  setState('off');
}

function listen(topics: readonly LiveTopic[], wake: () => void): () => void {
  const listener = { topics: new Set(topics), wake };
  topicListeners.add(listener);
  const door = currentDoor();
  if (stream !== null && door !== null && streamDoor !== `${door.audience}:${door.org}`) close();
  if (stream === null) open();
  const poll = setInterval(() => {
    if (state === 'lost' && document.visibilityState === 'visible') wake();
  }, pollMs);
  return () => {
    clearInterval(poll);
    topicListeners.delete(listener);
    // A moment's grace: moving between two live screens keeps the stream.
    setTimeout(() => topicListeners.size === 0 && close(), 2000);
  };
}

/** One act tells several things within a moment: the page is asked for once for all of them. */
const gatherMs = 20;
const quietMs = 300;

/**
 * Refetches what the page shows when one of the topics fires: as good as at once for the first event, then at most every
 * 300 ms, so that a billing run of thousands does not hammer the server.
 */
export function useLive(topics: readonly LiveTopic[]): State {
  const queries = useQueryClient();
  const key = topics.join(' ');
  useEffect(() => {
    let quietUntil = 0;
    let coming: ReturnType<typeof setTimeout> | undefined;
    const refetch = () => {
      coming = undefined;
      quietUntil = performance.now() + quietMs;
      void queries.invalidateQueries();
    };
    const wake = () => {
      coming ??= setTimeout(refetch, Math.max(gatherMs, quietUntil - performance.now()));
    };
    const stop = listen(key.split(' ') as LiveTopic[], wake);
    return () => {
      stop();
      if (coming === undefined) return;
      // What was heard a moment ago is not lost with the page that heard it: the next one shows the same rows.
      clearTimeout(coming);
      refetch();
    };
  }, [queries, key]);
  return useLiveState();
}

/** Whether the page follows by itself at this moment. */
function useLiveState(): State {
  return useSyncExternalStore(subscribeState, () => state);
}

function subscribeState(listener: () => void): () => void {
  stateListeners.add(listener);
  return () => stateListeners.delete(listener);
}
