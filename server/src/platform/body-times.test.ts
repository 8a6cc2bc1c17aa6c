import { once } from 'node:events';
import { type ClientRequest, type Server, createServer, request as open } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setInterval as ticks } from 'node:timers/promises';
import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limitBodies } from './body-times.ts';
import { readUpload } from './upload.ts';

/** A machine that stands still for a moment is not to be taken for a line that has fallen silent. */
const times = { wholeMs: 800, silentMs: 2000 };
const frame = '--edge\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\n';
let server: Server;

beforeAll(async () => {
  const app = express();
  app.use(limitBodies(times));
  app.post('/upload', (request, response) => {
    readUpload(request).then(
      ({ bytes }) => response.json({ length: bytes.length }),
      () => undefined,
    );
  });
  app.post('/form', express.json(), (_request, response) => void response.json({}));
  server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => void server.close());

function send(path: string, contentType: string, first: string): ClientRequest {
  const { port } = server.address() as AddressInfo;
  const sent = open({ port, path, method: 'POST', headers: { 'content-type': contentType } });
  sent.on('error', () => undefined);
  sent.write(first);
  return sent;
}

async function statusOf(sent: ClientRequest): Promise<number | undefined> {
  const [response] = (await once(sent, 'response')) as [{ statusCode?: number; resume(): void }];
  response.resume();
  return response.statusCode;
}

/** A piece every few moments, for longer than a form may take. */
async function trickle(sent: ClientRequest, piece: string): Promise<void> {
  let pieces = 0;
  for await (const _ of ticks(times.wholeMs / 20)) {
    sent.write(piece);
    pieces += 1;
    if (pieces >= 40) return;
  }
}

describe('how long a body may take (security.md 4.13)', { timeout: 30_000 }, () => {
  it('T58 an upload on a slow line comes in, however long it takes', async () => {
    const sent = send('/upload', 'multipart/form-data; boundary=edge', frame);
    const status = statusOf(sent);
    await trickle(sent, 'abc');
    sent.end('\r\n--edge--\r\n');
    expect(await status).toBe(200);
  });

  it('T58 an upload that falls silent is cut off', async () => {
    expect(await statusOf(send('/upload', 'multipart/form-data; boundary=edge', `${frame}abc`))).toBe(408);
  });

  it('T9 a form that trickles in is cut off', async () => {
    const sent = send('/form', 'application/json', '{');
    const status = statusOf(sent);
    const rest = trickle(sent, ' ');
    expect(await status).toBe(408);
    await rest;
  });
});
