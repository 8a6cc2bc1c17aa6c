import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { testRandom } from '@tsudoi/shared/service/test-random';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { spoil } from './g6-run.ts';
import { type Toxic, type ToxicLink, openToxicLink } from './toxic-link.ts';

const taken: string[] = [];
const answer = 'x'.repeat(300);
const upstream = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    taken.push(Buffer.concat(chunks).toString());
    response.end(answer);
  });
});
let link: ToxicLink;
beforeAll(async () => {
  await new Promise<void>((listening) => upstream.listen(0, '127.0.0.1', listening));
  link = await openToxicLink((upstream.address() as AddressInfo).port, testRandom(1));
});
afterAll(async () => {
  await link.close();
  upstream.closeAllConnections();
  upstream.close();
});

/** What came back, or that nothing did, and after how long. */
async function through(toxic: Toxic): Promise<{ heard: string; taken: boolean; ms: number }> {
  const body = `${toxic.kind} ${toxic.way}`;
  link.poison(toxic);
  const began = performance.now();
  const met = link.met;
  const ask = { method: 'POST', body, headers: { connection: 'close' } };
  const heard = await fetch(link.url, ask).then(
    (response) => response.text().catch(() => 'broken'),
    () => 'broken',
  );
  link.heal();
  expect(link.met).toBeGreaterThan(met);
  return { heard, taken: taken.includes(body), ms: performance.now() - began };
}
const reply = { way: 'reply' } as const;

describe('a link between two processes', () => {
  it('passes everything while nothing is wrong', async () => {
    expect(await (await fetch(link.url, { method: 'POST', body: 'well' })).text()).toBe(answer);
    expect(link.met).toBe(0);
  });

  it.each<Toxic>([
    { kind: 'latency', ...reply, ms: 60, bytes: 0 },
    { kind: 'jitter', ...reply, ms: 60, bytes: 0 },
    { kind: 'bandwidth', ...reply, ms: 0, bytes: 8000 },
    { kind: 'slicer', ...reply, ms: 1, bytes: 50 },
    { kind: 'slow close', ...reply, ms: 20, bytes: 0 },
    { kind: 'latency', way: 'request', ms: 60, bytes: 0 },
  ])('$kind ($way) delays and loses nothing', async (toxic) => {
    const { heard, taken: arrived, ms } = await through(toxic);
    expect({ heard, arrived }).toEqual({ heard: answer, arrived: true });
    expect(ms).toBeGreaterThan(toxic.kind === 'latency' ? 55 : toxic.kind === 'bandwidth' ? 30 : 0);
  });

  it.each<Toxic>([
    { kind: 'timeout', ...reply, ms: 20, bytes: 0 },
    { kind: 'reset peer', ...reply, ms: 0, bytes: 0 },
    { kind: 'limit data', ...reply, ms: 0, bytes: 0 },
    { kind: 'limit data', ...reply, ms: 0, bytes: 200 },
  ])('$kind of the reply: the request has taken effect and nobody hears of it', async (toxic) => {
    expect(await through(toxic)).toMatchObject({ heard: 'broken', taken: true });
  });

  it.each<Toxic>([
    { kind: 'timeout', way: 'request', ms: 20, bytes: 0 },
    { kind: 'reset peer', way: 'request', ms: 0, bytes: 0 },
    { kind: 'limit data', way: 'request', ms: 0, bytes: 20 },
  ])('$kind of the request: nothing has happened', async (toxic) => {
    expect(await through(toxic)).toMatchObject({ heard: 'broken', taken: false });
  });

  const slow: Toxic = { kind: 'latency', ...reply, ms: 5, bytes: 0 };
  const send = (body: string) => fetch(link.url, { method: 'POST', body }).then((response) => response.text());

  it('counts what is looked for alone, in what was asked and in the answer to it', async () => {
    for (const [mark, body, counts] of [
      ['ours', 'of others', false],
      ['ours', 'this is ours', true],
      [answer, 'of others', true],
    ] as const) {
      const { met } = link;
      link.poison(slow, mark);
      expect(await send(body)).toBe(answer);
      link.heal();
      expect(link.met > met, `${mark.slice(0, 9)} in ${body}`).toBe(counts);
    }
  });

  it('G6: an errand that does not meet its fault is told, whatever others send through the same network', async () => {
    const errand = (body: string) => ({ mark: 'ours', act: () => send(body) });
    expect(await spoil(link, slow, errand('of others'), 50)).toBe(false);
    expect(await spoil(link, slow, errand('this is ours'), 50)).toBe(true);
  });
});
