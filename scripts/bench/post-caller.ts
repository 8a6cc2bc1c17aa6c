import { Agent, request } from 'node:http';
import { serveBench } from '@tsudoi/shared/service/bench-worker';
import { paced } from './paced.ts';

/** A crowd of browsers as a process of its own: posts JSON and reads every answer to its end. */
export interface Posted {
  readonly url: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answers {
  /** How many answers there were of each status. */
  readonly statuses: Readonly<Record<number, number>>;
  readonly bytes: number;
  readonly wallMs: number;
  readonly latencies: number[];
}

const agent = new Agent({ keepAlive: true, maxSockets: 1000 });

function post({ url, body, headers = {} }: Posted): Promise<{ status: number; bytes: number }> {
  return new Promise((resolve, reject) => {
    const length = Buffer.byteLength(body);
    const sent = request(
      url,
      { method: 'POST', agent, headers: { 'content-type': 'application/json', 'content-length': length, ...headers } },
      (answer) => {
        let bytes = 0;
        answer.on('data', (chunk: Buffer) => (bytes += chunk.length));
        answer.once('end', () => resolve({ status: answer.statusCode ?? 0, bytes }));
      },
    );
    sent.once('error', reject);
    sent.end(body);
  });
}

async function gather(run: (send: (posted: Posted, intended: number) => Promise<void>) => Promise<void>): Promise<Answers> {
  const statuses: Record<number, number> = {};
  const latencies: number[] = [];
  let bytes = 0;
  const began = performance.now();
  await run(async (posted, intended) => {
    const answer = await post(posted);
    latencies.push(performance.now() - intended);
    statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
    bytes += answer.bytes;
  });
  return { statuses, bytes, latencies, wallMs: performance.now() - began };
}

serveBench({
  /** All of them, so many at a time. */
  press({ posts, atOnce }: { posts: readonly Posted[]; atOnce: number }) {
    return gather(async (send) => {
      let next = 0;
      const hand = async () => {
        while (next < posts.length) {
          const posted = posts[next]!;
          next += 1;
          await send(posted, performance.now());
        }
      };
      await Promise.all(Array.from({ length: atOnce }, hand));
    });
  },

  /** One after another at a constant rate, whether or not those before are answered. */
  pace({ posts, rate }: { posts: readonly Posted[]; rate: number }) {
    return gather((send) => paced(posts.length, rate, (at, intended) => send(posts[at]!, intended)));
  },
});
