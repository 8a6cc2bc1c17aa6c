import { type Server, type Socket, connect, createServer } from 'node:net';
import type { TestRandom } from '@tsudoi/shared/service/test-random';

/** The eight ways in which a network spoils what passes through it, by their usual names. */
export const toxicKinds = ['latency', 'jitter', 'bandwidth', 'slow close', 'timeout', 'reset peer', 'slicer', 'limit data'] as const;
export type ToxicKind = (typeof toxicKinds)[number];
/** Which half suffers: a request that never arrives, or a reply to one that has taken effect. */
export type Way = 'request' | 'reply';

export interface Toxic {
  readonly kind: ToxicKind;
  readonly way: Way;
  /** Pause, or time until the end. */
  readonly ms: number;
  /** Per second (bandwidth), per piece (slicer), or in all (limit data). */
  readonly bytes: number;
}

/** A piece of network between two of our processes. */
export interface ToxicLink {
  readonly port: number;
  readonly url: string;
  /** How many chunks of what was looked for have met a toxic so far: a fault that nobody meets proves nothing. */
  readonly met: number;
  /**
   * `mark`: what a request or the answer to it has in it. The fault sets in with the first of these that goes its way, and then for
   * all; only these count. Without a mark it is there at once, and all count.
   */
  poison(toxic: Toxic, mark?: string): void;
  heal(): void;
  close(): Promise<void>;
}

interface State {
  toxic: Toxic | null;
  mark: string;
  hasSetIn: boolean;
  met: number;
  readonly random: TestRandom;
}

/** What goes to and fro on one connection: a request, its answer, and the next request. */
interface Talk {
  /** What was looked for and found in the present request or its answer. */
  found: string | null;
  isAnswered: boolean;
}

function hear(talk: Talk, way: Way, chunk: Buffer, mark: string): void {
  if (way === 'request' && talk.isAnswered) talk.found = null;
  talk.isAnswered = way === 'reply';
  if (chunk.includes(mark)) talk.found = mark;
}

const pause = (ms: number) => new Promise<void>((wake) => setTimeout(wake, ms));

export async function openToxicLink(targetPort: number, random: TestRandom): Promise<ToxicLink> {
  const state: State = { toxic: null, mark: '', hasSetIn: false, met: 0, random };
  const sockets = new Set<Socket>();
  const server: Server = createServer((caller) => {
    const target = connect(targetPort, '127.0.0.1');
    for (const socket of [caller, target]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
    }
    const talk: Talk = { found: null, isAnswered: false };
    carry(state, talk, 'request', caller, target);
    carry(state, talk, 'reply', target, caller);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    get met() {
      return state.met;
    },
    poison(toxic, mark = '') {
      state.mark = mark;
      state.hasSetIn = false;
      state.toxic = toxic;
    },
    heal() {
      state.toxic = null;
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** One half of a connection, chunk after chunk in order; while nothing is wrong it adds nothing. */
function carry(state: State, talk: Talk, way: Way, from: Socket, to: Socket): void {
  let work = Promise.resolve();
  let limited: { readonly toxic: Toxic; left: number } | null = null;
  const write = (bytes: Buffer) => new Promise<void>((done) => (to.destroyed ? done() : void to.write(bytes, () => done())));
  const pass = async (chunk: Buffer): Promise<void> => {
    const { toxic } = state;
    hear(talk, way, chunk, state.mark);
    if (toxic?.way !== way) return write(chunk);
    if (talk.found === state.mark) {
      state.hasSetIn = true;
      state.met += 1;
    }
    if (!state.hasSetIn) return write(chunk);
    switch (toxic.kind) {
      case 'latency':
        await pause(toxic.ms);
        return write(chunk);
      case 'jitter':
        await pause(state.random.below(toxic.ms + 1));
        return write(chunk);
      case 'bandwidth':
        await pause((chunk.length * 1000) / toxic.bytes);
        return write(chunk);
      case 'slicer':
        for (let at = 0; at < chunk.length; at += toxic.bytes) {
          await write(chunk.subarray(at, at + toxic.bytes));
          await pause(toxic.ms);
        }
        return;
      case 'slow close':
        return write(chunk);
      case 'timeout':
        await pause(toxic.ms);
        return void from.destroy();
      case 'reset peer':
        await pause(toxic.ms);
        to.resetAndDestroy();
        return void from.resetAndDestroy();
      case 'limit data': {
        if (limited?.toxic !== toxic) limited = { toxic, left: toxic.bytes };
        const allowed = chunk.subarray(0, limited.left);
        limited.left -= allowed.length;
        if (allowed.length > 0) await write(allowed);
        if (allowed.length < chunk.length) to.end(() => from.destroy());
      }
    }
  };
  from.on('data', (chunk) => {
    from.pause();
    work = work.then(() => pass(chunk)).then(() => void from.resume());
  });
  // What is still under way arrives before the end does.
  from.on('close', (failed: boolean) => {
    if (failed) return void to.destroy();
    work = work.then(async () => {
      if (state.toxic?.kind === 'slow close') await pause(state.toxic.ms);
      if (!to.destroyed) to.end();
    });
  });
}
