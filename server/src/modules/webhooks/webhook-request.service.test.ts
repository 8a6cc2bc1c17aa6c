import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, type Server, type Socket, createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { postMessage, webhookLimits } from './webhook-request.service.ts';

async function answerOf(server: Server, scheme: 'http' | 'https', limits: { connect: number; total: number }) {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const { status, problem } = await postMessage(
      `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}/`,
      {},
      '{}',
      true,
      limits,
    );
    return status ?? problem;
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

describe('how long another system may keep a message waiting', () => {
  test('T29: three seconds for a connection, fifteen in all', () => {
    expect(webhookLimits).toEqual({ connect: 3000, total: 15_000 });
  });

  test('T29: a connection that does not come about is given up before the answer would be', async () => {
    // It takes the call and never says hello: the secure connection stays half open.
    expect(await answerOf(createServer(), 'https', { connect: 100, total: 60_000 })).toBe('timeout');
  });

  test('T29: who is connected may think longer than it took to connect, and no longer than the whole', async () => {
    // Long enough for a busy machine to get its connection.
    const connect = 1000;
    const slow = createHttpServer((_request, response) => void setTimeout(() => response.writeHead(204).end(), connect + 300));
    expect(await answerOf(slow, 'http', { connect, total: 60_000 })).toBe(204);
    expect(await answerOf(createHttpServer(), 'http', { connect: 60_000, total: 100 })).toBe('timeout');
  });
});
