import { createHmac, randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { serveBench } from '@tsudoi/shared/service/bench-worker';
import { paced } from './paced.ts';

/** The provider as a process of its own: posts signed notices, as fast as they are answered or at a constant rate. */
export interface Target {
  readonly url: string;
  readonly secret: string;
}

export interface Notice {
  readonly body: string;
  readonly headers: Record<string, string>;
}

export interface Burst {
  readonly accepted: number;
  readonly refused: number;
  /** The ids of the genuine notices that were accepted, each once. */
  readonly acknowledged: readonly string[];
  /** Answers that were neither, or not what the notice deserved. */
  readonly wrong: number;
  /** Those of them that asked to be sent again. */
  readonly busy: number;
  readonly wallMs: number;
  readonly latencies: number[];
}

let agent = new Agent({ keepAlive: true });

function post(url: string, { body, headers }: Notice): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers: { ...headers, 'content-length': Buffer.byteLength(body) } }, (answer) => {
      answer.resume();
      answer.once('end', () => resolve(answer.statusCode ?? 0));
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

interface Ping extends Notice {
  readonly id: string;
}

/** About 600 bytes of a kind that moves no charge: accepting is what is measured. */
function pingNotice(secret: string): Ping {
  const at = new Date().toISOString();
  const payment = { id: randomUUID(), resource: 'payment', status: 'pending', amount: 10_000, currency: 'JPY', created_at: at };
  const details = { type: 'konbini', store: 'lawson', confirmation_code: '123456', receipt: '1234567890123', email: 'a@example.jp' };
  const data = { ...payment, payment_details: details, description: '2030年度 会費', external_order_num: '1234567890128', metadata: {} };
  const id = randomUUID().replaceAll('-', '').slice(0, 25);
  const body = JSON.stringify({ id, type: 'ping', resource: 'event', data, created_at: at });
  return { id, body, headers: signed(body, secret) };
}

const signed = (body: string, secret: string) => ({
  'content-type': 'application/json',
  'x-komoju-signature': createHmac('sha256', secret).update(body).digest('hex'),
});

/** Five in a hundred are sent a second time, one in a hundred is signed with another secret. */
class Notices {
  readonly #secret: string;
  #count = 0;
  #last: Ping;

  constructor(secret: string) {
    this.#secret = secret;
    this.#last = pingNotice(secret);
  }

  next(): { notice: Ping; genuine: boolean } {
    this.#count += 1;
    if (this.#count % 100 === 50) return { notice: pingNotice('another secret'), genuine: false };
    if (this.#count % 20 !== 0) this.#last = pingNotice(this.#secret);
    return { notice: this.#last, genuine: true };
  }
}

class Tally {
  accepted = 0;
  refused = 0;
  wrong = 0;
  busy = 0;
  readonly latencies: number[] = [];
  readonly acknowledged = new Set<string>();

  async send(target: Target, notices: Notices, checksSignature: boolean, intended: number): Promise<void> {
    const { notice, genuine } = notices.next();
    const status = await post(target.url, notice).catch(() => 0);
    this.latencies.push(performance.now() - intended);
    if (status === 200) this.accepted += 1;
    else if (status === 401) this.refused += 1;
    else if (status === 429 || status === 503) this.busy += 1;
    if (status !== (genuine || !checksSignature ? 200 : 401)) this.wrong += 1;
    else if (genuine) this.acknowledged.add(notice.id);
  }
}

async function burst(run: (tally: Tally) => Promise<void>): Promise<Burst> {
  const tally = new Tally();
  const began = performance.now();
  await run(tally);
  const wallMs = performance.now() - began;
  const { accepted, refused, acknowledged, wrong, busy, latencies } = tally;
  return { accepted, refused, acknowledged: [...acknowledged], wrong, busy, latencies, wallMs };
}

serveBench({
  /** Closed loop: peak rate with so many connections. */
  async press({ target, connections, ms, checksSignature }: { target: Target; connections: number; ms: number; checksSignature: boolean }) {
    agent.destroy();
    agent = new Agent({ keepAlive: true, maxSockets: connections });
    const notices = new Notices(target.secret);
    return burst(async (tally) => {
      const until = performance.now() + ms;
      const hand = async () => {
        while (performance.now() < until) await tally.send(target, notices, checksSignature, performance.now());
      };
      await Promise.all(Array.from({ length: connections }, hand));
    });
  },

  /** Open model at a constant rate. */
  async pace({ target, rate, ms, checksSignature }: { target: Target; rate: number; ms: number; checksSignature: boolean }) {
    agent.destroy();
    agent = new Agent({ keepAlive: true, maxSockets: 64 });
    const notices = new Notices(target.secret);
    return burst((tally) =>
      paced(Math.round((rate * ms) / 1000), rate, (_at, intended) => tally.send(target, notices, checksSignature, intended)),
    );
  },

  /** Given notices at a constant rate: when each should have been sent and when it was accepted, in epoch milliseconds. */
  async deliver({ url, notices, rate }: { url: string; notices: Notice[]; rate: number }) {
    const delivered: { intended: number; accepted: number }[] = [];
    await paced(notices.length, rate, async (at, intended) => {
      const status = await post(url, notices[at]!);
      if (status !== 200) throw new Error(`a genuine notice was answered ${status}`);
      delivered[at] = { intended: performance.timeOrigin + intended, accepted: performance.timeOrigin + performance.now() };
    });
    return delivered;
  },
});
