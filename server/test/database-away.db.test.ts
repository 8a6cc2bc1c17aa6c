import { type Server, type Socket, connect, createServer } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type ServerRig, startServerRig } from './server-rig.ts';

/** The way to the database, which a test can shut and open again. */
let door: Server;
let rig: ServerRig;
let port: number;
const sockets = new Set<Socket>();

const open = (at: number) =>
  new Promise<void>((resolve) => {
    door = createServer((incoming) => {
      const target = new URL(process.env['TSUDOI_TEST_MONGODB_URI']!.replace('mongodb:', 'http:'));
      const outgoing = connect(Number(target.port), target.hostname);
      for (const socket of [incoming, outgoing]) {
        sockets.add(socket);
        socket.on('close', () => {
          sockets.delete(socket);
          incoming.destroy();
          outgoing.destroy();
        });
        socket.on('error', () => undefined);
      }
      incoming.pipe(outgoing).pipe(incoming);
    }).listen(at, '127.0.0.1', resolve);
  });
const shut = () =>
  new Promise<void>((resolve) => {
    door.close(() => resolve());
    for (const socket of sockets) socket.destroy();
  });

beforeAll(async () => {
  await open(0);
  port = (door.address() as { port: number }).port;
  rig = await startServerRig({ MONGODB_URI: `mongodb://127.0.0.1:${port}/?directConnection=true` });
});
afterAll(async () => {
  await rig.stop();
  await shut();
});

test('T59: without a database /readyz says so at once, requests get 503 and words, and all is well again by itself', async () => {
  const office = await rig.signUp();
  await shut();
  const began = performance.now();
  expect((await fetch(`${rig.url}/readyz`)).status).toBe(503);
  expect(performance.now() - began).toBeLessThan(2000);
  expect((await fetch(`${rig.url}/livez`)).status).toBe(200);
  const [signedIn, anonymous, refresh] = await Promise.all([
    rig.ask('identity.viewer', undefined, office.token),
    rig.ask('organizations.publicProfile', { slug: office.slug }),
    fetch(`${rig.url}/auth/refresh`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-tsudoi': '1', origin: 'http://127.0.0.1:4000' },
      body: JSON.stringify({ audience: 'admin', org: office.slug }),
    }),
  ]);
  expect(signedIn).toMatchObject({ status: 503, code: 'UNAVAILABLE' });
  expect(anonymous).toMatchObject({ status: 503, code: 'UNAVAILABLE' });
  expect(refresh.status).toBe(503);
  expect(performance.now() - began).toBeLessThan(8000);
  await open(port);
  await vi.waitFor(async () => expect((await fetch(`${rig.url}/readyz`)).status).toBe(200), { timeout: 15_000, interval: 200 });
  expect((await rig.ask('identity.viewer', undefined, office.token)).status).toBe(200);
  expect((await rig.ask('organizations.publicProfile', { slug: office.slug })).status).toBe(200);
}, 60_000);
