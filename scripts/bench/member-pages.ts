import { Agent, get, request } from 'node:http';
import { serveBench } from '@tsudoi/shared/service/bench-worker';

/**
 * My Page, open in many browsers: each holds one live stream and asks for its bills anew when it is woken, after a
 * moment for what is told together and then at most every 300 ms, as client/src/lib/live.ts does. Notes when an answer first
 * shows a bill as paid.
 */
interface Page {
  readonly token: string;
  reading: boolean;
  again: boolean;
  quietUntil: number;
}

const gatherMs = 20;
const quietMs = 300;
const topics = new Set(['bills', 'payments', 'charges']);
const streams = new Agent({ keepAlive: true });
const reads = new Agent({ keepAlive: true, maxSockets: 32 });
const paidAt = new Map<string, number>();
let web = '';
let wake: (() => void) | null = null;

function askBills(token: string): Promise<{ billId: string; status: string }[]> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const asked = request(`${web}/trpc/billing.myBills`, { method: 'POST', agent: reads, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        if (answer.statusCode !== 200) return reject(new Error(`billing.myBills answered ${answer.statusCode} ${text}`));
        return resolve((JSON.parse(text) as { result: { data: { bills: { billId: string; status: string }[] } } }).result.data.bills);
      });
    });
    asked.once('error', reject);
    asked.end();
  });
}

async function refetch(page: Page): Promise<void> {
  if (page.reading) {
    page.again = true;
    return;
  }
  page.reading = true;
  await new Promise((later) => setTimeout(later, Math.max(gatherMs, page.quietUntil - performance.now())));
  page.again = false;
  page.quietUntil = performance.now() + quietMs;
  try {
    for (const bill of await askBills(page.token)) {
      if (bill.status === 'paid' && !paidAt.has(bill.billId)) paidAt.set(bill.billId, performance.timeOrigin + performance.now());
    }
    wake?.();
  } finally {
    page.reading = false;
  }
  if (page.again) await refetch(page);
}

function openStream(page: Page): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { accept: 'text/event-stream', authorization: `Bearer ${page.token}` };
    const opened = get(`${web}/trpc/live.events`, { agent: streams, headers }, (answer) => {
      if (answer.statusCode !== 200) return reject(new Error(`live.events answered ${answer.statusCode}`));
      let rest = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
          const topic = /^data: .*"topic":"([a-z]+)"/.exec(line)?.[1];
          if (topic && topics.has(topic)) void refetch(page).catch(() => undefined);
        }
      });
      return resolve();
    });
    opened.on('error', reject);
  });
}

serveBench({
  async open(given: { web: string; tokens: string[] }) {
    web = given.web;
    const pages = given.tokens.map((token): Page => ({ token, reading: false, again: false, quietUntil: 0 }));
    await Promise.all(pages.map(openStream));
    await Promise.all(pages.map(refetch));
    return null;
  },

  /** When each bill was first seen as paid, in epoch milliseconds; a bill that was not in time is missing. */
  async seen({ billIds, patienceMs }: { billIds: string[]; patienceMs: number }) {
    const until = performance.now() + patienceMs;
    while (billIds.some((billId) => !paidAt.has(billId)) && performance.now() < until) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 100);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return billIds.flatMap((billId) => (paidAt.has(billId) ? [{ billId, at: paidAt.get(billId)! }] : []));
  },
});
