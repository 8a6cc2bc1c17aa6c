import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, type Server, type Socket, createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { createProviderCall, providerLimits } from './provider-call.ts';

/** What the failure of a call was, in its own words, or the status it was answered with. */
async function outcomeOf(server: Server, scheme: 'http' | 'https', limits: { connect: number; total: number }): Promise<string | number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    return (await createProviderCall(limits)(`${scheme}://127.0.0.1:${port}/`, { method: 'GET' })).status;
  } catch (error) {
    const { name, cause } = error as Error & { cause?: { code?: string } };
    return cause?.code ?? name;
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

describe('how long a provider may keep us waiting', () => {
  test('T29: three seconds for a connection, fifteen in all', () => {
    expect(providerLimits).toEqual({ connect: 3000, total: 15_000 });
  });

  test('T29: a connection that does not come about is given up before the answer would be', async () => {
    // It takes the call and never says hello: the secure connection stays half open.
    expect(await outcomeOf(createServer(), 'https', { connect: 100, total: 60_000 })).toBe('UND_ERR_CONNECT_TIMEOUT');
  });

  test('T29: who is connected may think longer than it took to connect, and no longer than the whole', async () => {
    const slow = createHttpServer((_request, response) => void setTimeout(() => response.end(), 250));
    expect(await outcomeOf(slow, 'http', { connect: 100, total: 60_000 })).toBe(200);
    expect(await outcomeOf(createHttpServer(), 'http', { connect: 60_000, total: 100 })).toBe('TimeoutError');
  });

  test('a redirection is not followed', async () => {
    const away = createHttpServer((_request, response) => response.writeHead(302, { location: '/' }).end());
    expect(typeof (await outcomeOf(away, 'http', providerLimits))).toBe('string');
  });
});
