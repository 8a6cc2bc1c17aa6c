import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addOperator } from './operator.factory.ts';
import { type Office, type ServerRig, memberFields, startServerRig } from './server-rig.ts';

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

test('4.6: somebody of the operator is counted by themselves, not with the visitors of their address', async () => {
  const { headers } = await addOperator(rig, 'ishida');
  const ask = (operator: object) => () => rig.ask('operations.me', undefined, null, { ...operator, 'x-forwarded-for': '203.0.113.30' });
  expect(await codes(12, ask(headers))).toEqual([]);
  expect(await codes(1, ask(headers))).toEqual(['TOO_MANY_REQUESTS']);
  // Their calls have taken nothing from whoever visits from there, and a made-up token is a visitor's.
  expect(await codes(9, ask({ 'x-tsudoi-operator': 'nobody' }))).toEqual(['TOO_MANY_REQUESTS']);
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

describe('from a thousand addresses, too, a mailbox is sent ten mails an hour', () => {
  let own: Office;
  const email = 'haruko@example.jp';
  let places = 0;
  const ask = (procedure: string, input: object) => {
    places += 1;
    return rig.ask(procedure, input, null, { 'x-forwarded-for': `10.7.0.${places}` });
  };
  const rows = (name: string) => rig.database.databases.server.collection<Record<string, unknown>>(name);
  const sent = (to: string, subject: RegExp) => rows('mails').countDocuments({ to, subject });
  beforeAll(async () => {
    own = await rig.signUp();
    const { membershipTypeId } = await rig.get('membershipTypes.create', { name: '正会員', annualFee: 1000 }, own.token);
    const { memberId } = await rig.get('members.create', { ...memberFields(membershipTypeId), issueProvisional: true }, own.token);
    await rows('member_accounts').updateOne({ memberId }, { $set: { state: 'verified', loginEmail: email } });
  });

  test('M6, T32: codes, of which each mail is worth five guesses; the last one mailed stays good, and the next hour has its own', async () => {
    const code = () => ask('identity.askForCode', { org: own.slug, email });
    const answers = [];
    for (let time = 0; time < 12; time += 1) answers.push((await code()).body);
    expect(new Set(answers).size).toBe(1);
    expect(await sent(email, /コード/)).toBe(10);
    const [newest] = await rows('mails')
      .find({ to: email, subject: /コード/ })
      .sort({ _id: -1 })
      .toArray();
    const figures = /コード：(\d{6})/.exec(String(newest!['text']))![1];
    expect((await ask('identity.codeLogin', { org: own.slug, email, code: figures })).status).toBe(200);
    await rows('applicant_addresses').updateMany({}, { $set: { windowFrom: new Date(Date.now() - 3_600_000) } });
    await code();
    expect(await sent(email, /コード/)).toBe(11);
  });

  test('M6, T33: links to a new password, at both doors; the last one mailed stays good', async () => {
    for (const [audience, login] of [
      ['my', email],
      ['admin', own.email],
    ] as const) {
      for (let time = 0; time < 12; time += 1) await ask('identity.requestPasswordReset', { audience, org: own.slug, login });
      expect(await sent(login, /再設定/), audience).toBe(10);
      const live = { purpose: audience === 'my' ? 'member_reset' : 'user_reset', address: login, live: true };
      expect(await rows('mail_tokens').countDocuments(live), audience).toBe(1);
    }
  });
});
