import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Office, type ServerRig, startServerRig } from './server-rig.ts';

let rig: ServerRig;
let office: Office;
beforeAll(async () => {
  rig = await startServerRig({ RATE_PER_SESSION: '12', RATE_PER_ADDRESS: '8', MAILS_PER_ADDRESS: '3', TRUST_PROXY_HOPS: '1' });
  office = await rig.signUp();
});
afterAll(() => rig.stop());

const codes = async (times: number, call: () => Promise<{ code: string; status: number }>) => {
  const answers = [];
  for (let index = 0; index < times; index += 1) answers.push(await call());
  return answers.filter((answer) => answer.status === 429).map((answer) => answer.code);
};

test('an address that is not signed in and a session have so many calls a minute, and are told how long to wait', async () => {
  const from = (ip: string) => () => rig.ask('organizations.publicProfile', { slug: office.slug }, null, { 'x-forwarded-for': ip });
  expect(await codes(10, from('203.0.113.7'))).toEqual(['TOO_MANY_REQUESTS', 'TOO_MANY_REQUESTS']);
  expect((await from('203.0.113.7')()).data.params.seconds).toBeGreaterThan(0);
  expect(await codes(8, from('203.0.113.8'))).toEqual([]);
  // Somebody signed in at the same address is counted apart.
  const viewer = () => rig.ask('identity.viewer', undefined, office.token, { 'x-forwarded-for': '203.0.113.7' });
  expect(await codes(14, viewer)).toEqual(['TOO_MANY_REQUESTS', 'TOO_MANY_REQUESTS']);
});

test('an address may ask for so many mails an hour, whoever they are for', async () => {
  let people = 0;
  const from = (ip: string) => () => {
    people += 1;
    const input = { org: office.slug, audience: 'my', login: `nobody${people}@example.jp` };
    return rig.ask('identity.requestPasswordReset', input, null, { 'x-forwarded-for': ip });
  };
  expect(await codes(5, from('203.0.113.20'))).toEqual(['TOO_MANY_REQUESTS', 'TOO_MANY_REQUESTS']);
  expect(await codes(3, from('203.0.113.21'))).toEqual([]);
});

test('a batch counts by its calls', async () => {
  const batch = Array.from({ length: 10 }, () => 'organizations.publicProfile').join(',');
  const input = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [index, { slug: office.slug }]));
  const answer = await fetch(`${rig.url}/trpc/${batch}?batch=1`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': '203.0.113.9' },
    body: JSON.stringify(input),
  });
  const refused = ((await answer.json()) as { error?: unknown }[]).filter((one) => one.error !== undefined);
  expect(refused).toHaveLength(2);
});
