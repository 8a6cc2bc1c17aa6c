import { afterEach, expect, test, vi } from 'vitest';
import { onSessionEnded, trpcClient } from './trpc.ts';

const token = ['h', Buffer.from(JSON.stringify({ sub: 'mem_a', iat: 0, exp: 900 })).toString('base64url'), 's'].join('.');
const left: string[] = [];

/** The server, which refuses whatever nobody asks and so much of what somebody does; with each answer the page goes on to the next of these addresses. */
function goingOn(addresses: readonly string[], refusals = 0, asked: (path: string) => void = () => undefined): void {
  let refused = 0;
  const ways = [...addresses];
  const stand = () => vi.stubGlobal('location', { pathname: ways.shift() ?? addresses.at(-1), search: '' });
  stand();
  vi.stubGlobal('navigator', {});
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    stand();
    asked(path);
    if (path === '/auth/refresh') return Response.json({ accessToken: token, expiresAt: '' });
    const known = new Headers(init.headers).has('authorization') && refused++ >= refusals;
    const refusal = { message: '', code: -32_001, data: { code: 'UNAUTHORIZED', httpStatus: 401, domainCode: 'UNAUTHENTICATED' } };
    const answer = known ? { result: { data: { audience: 'admin' } } } : { error: refusal };
    return Response.json(
      path.split(',').map(() => answer),
      { status: known ? 200 : 401 },
    );
  });
  onSessionEnded((path) => void left.push(path));
}

afterEach(() => {
  vi.unstubAllGlobals();
  onSessionEnded(() => undefined);
  left.length = 0;
});

test('ACC-18: what was asked on a public page logs nobody out of the one that stands there when the answer comes', async () => {
  goingOn(['/hagi/about', '/hagi/admin/refunds', '/hagi/about', '/hagi/admin/bills']);
  await expect(trpcClient.identity.viewer.query()).rejects.toThrow();
  expect(left).toEqual([]);
});

test('ACC-18: what was asked behind a door keeps to that door, wherever the page has gone', async () => {
  goingOn(['/hagi/admin', '/hagi/admin', '/hagi/about'], 1);
  expect(await trpcClient.identity.viewer.query()).toEqual({ audience: 'admin' });
  expect(left).toEqual([]);
});

test('ACC-18: calls that travel together are refused together, and renew the session once', async () => {
  const asked: string[] = [];
  goingOn(['/hagi/admin'], 1, (path) => void asked.push(path.split('?')[0]!));
  const viewers = await Promise.all([trpcClient.identity.viewer.query(), trpcClient.identity.viewer.query()]);
  expect(viewers).toEqual([{ audience: 'admin' }, { audience: 'admin' }]);
  const both = '/trpc/identity.viewer,identity.viewer';
  // Whoever comes first has to be let in before.
  expect(asked.slice(asked.indexOf(both))).toEqual([both, '/auth/refresh', both]);
  expect(left).toEqual([]);
});
