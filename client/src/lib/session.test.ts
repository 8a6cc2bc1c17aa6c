import { afterEach, expect, test, vi } from 'vitest';
import { accessToken, acceptGrant, leaveDoor, onPersonChanged, renew } from './session.ts';

const org = 'hagi-no-kai';
const grantOf = (sub: string, seconds: number) => ({
  accessToken: ['h', Buffer.from(JSON.stringify({ sub, iat: 0, exp: seconds })).toString('base64url'), sub].join('.'),
  expiresAt: '',
});
/** The server as the cookie of this browser has it: whose it is by now. */
function cookieOf(sub: string | null): void {
  // A browser without locks over its tabs.
  vi.stubGlobal('navigator', {});
  vi.stubGlobal('fetch', async () =>
    sub === null ? new Response(null, { status: 401 }) : new Response(JSON.stringify(grantOf(sub, 900)), { status: 200 }),
  );
}
const changes: string[] = [];

afterEach(() => {
  vi.unstubAllGlobals();
  onPersonChanged(() => undefined);
  leaveDoor({ audience: 'my', org });
  changes.length = 0;
});

test('TEN-09, interface row 30: what waits on one person’s page is never sent as the next one, however often it is tried', async () => {
  onPersonChanged(() => void changes.push('told'));
  const first = grantOf('mem_a', 0);
  acceptGrant('my', org, first);
  cookieOf(null);
  // The session ends and the page stays; then somebody else logs in beside it.
  expect(await renew('my', org, first.accessToken)).toBeNull();
  cookieOf('mem_b');
  await expect(accessToken('my', org)).rejects.toThrow('somebody else');
  await expect(renew('my', org, null)).rejects.toThrow('somebody else');
  expect(changes).toEqual(['told', 'told']);
  // Whoever it was of comes back and goes on.
  cookieOf('mem_a');
  expect(await accessToken('my', org)).toBe(grantOf('mem_a', 900).accessToken);
  expect(changes).toHaveLength(2);
});

test('TEN-09: a page that everybody has left is the next one’s', async () => {
  onPersonChanged(() => void changes.push('told'));
  acceptGrant('my', org, grantOf('mem_a', 0));
  leaveDoor({ audience: 'my', org });
  cookieOf('mem_b');
  expect(await accessToken('my', org)).toBe(grantOf('mem_b', 900).accessToken);
  expect(changes).toEqual([]);
});
