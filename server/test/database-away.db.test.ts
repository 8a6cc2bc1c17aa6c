import { newMemberId, newOrgId, newUserId } from '@tsudoi/shared/kernel/ids';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { type TestDoor, testDoor } from '@tsudoi/shared/service/test-door';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type ServerRig, startServerRig } from './server-rig.ts';

let door: TestDoor;
let rig: ServerRig;

beforeAll(async () => {
  door = await testDoor(process.env['TSUDOI_TEST_MONGODB_URI']!);
  rig = await startServerRig({ MONGODB_URI: door.uri });
});
afterAll(async () => {
  await rig.stop();
  await door.shut();
});

test('T59 4.11: without a database /readyz says so at once, requests get 503 and words, and all is well again by itself; what was to be written to the access log is then', async () => {
  const office = await rig.signUp();
  const { reads } = rig.service.platform;
  const memberId = newMemberId();
  await door.shut();
  reads.seen({ scope: mintOrgScope(newOrgId()), userId: newUserId() }, 'profile', [memberId]);
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
  await reads.flush();
  await door.open();
  await vi.waitFor(async () => expect((await fetch(`${rig.url}/readyz`)).status).toBe(200), { timeout: 15_000, interval: 200 });
  expect((await rig.ask('identity.viewer', undefined, office.token)).status).toBe(200);
  expect((await rig.ask('organizations.publicProfile', { slug: office.slug })).status).toBe(200);
  const noted = () => rig.database.databases.server.collection('audit_reads').countDocuments({ memberIds: memberId });
  await vi.waitFor(async () => expect(await noted()).toBe(1), { timeout: 15_000, interval: 200 });
}, 60_000);
