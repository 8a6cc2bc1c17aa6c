import { createHash, randomBytes, randomUUID } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Office, type ServerRig, startServerRig } from '../server-rig.ts';
import { makeSide, signInAs } from '../side.factory.ts';

let rig: ServerRig;
let office: Office;
beforeAll(async () => {
  rig = await startServerRig();
  office = await rig.signUp();
});
afterAll(() => rig.stop());

const sessions = () =>
  rig.database.databases.server.collection<{
    _id: string;
    subjectId: string;
    currentHash: string;
    rotatedAt: Date;
    revokedAt: Date | null;
  }>('sessions');

async function login(there = office): Promise<{ cookie: string; token: string }> {
  const answer = await rig.ask('identity.adminLogin', { org: there.slug, email: there.email, password: there.password });
  return { cookie: answer.headers.get('set-cookie')!.split(';')[0]!, token: answer.data.accessToken as string };
}

async function refresh(cookie: string, org = office.slug): Promise<{ status: number; next: string | null; token: string | null }> {
  const response = await fetch(`${rig.url}/auth/refresh`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-tsudoi': '1', origin: rig.service.platform.env.PUBLIC_URL, cookie },
    body: JSON.stringify({ audience: 'admin', org }),
  });
  const { accessToken } = (await response.json()) as { accessToken?: string };
  return { status: response.status, next: response.headers.get('set-cookie')?.split(';')[0] ?? null, token: accessToken ?? null };
}

const logOut = (cookie: string, org: string) =>
  fetch(`${rig.url}/auth/logout`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-tsudoi': '1', origin: rig.service.platform.env.PUBLIC_URL, cookie },
    body: JSON.stringify({ audience: 'admin', org }),
  });
const warnings = async ({ email }: Office) =>
  (await rig.mails(email)).filter(({ subject }) => subject.includes('安全のためログアウトしました'));

/** As if so much time had gone by since the tokens were changed. */
const rotatedAgo = (ms: number) => sessions().updateMany({}, { $set: { rotatedAt: new Date(Date.now() - ms) } });

describe('G13: sessions', () => {
  test('G13 T36: of fifty pairs of refreshes at the same moment each has exactly one successor, and both tabs go on', async () => {
    for (let pair = 0; pair < 50; pair += 1) {
      const { cookie } = await login();
      const both = await Promise.all([refresh(cookie), refresh(cookie)]);
      expect(both.map(({ status }) => status)).toEqual([200, 200]);
      const successors = both.flatMap(({ next }) => (next === null ? [] : [next]));
      expect(successors).toHaveLength(1);
      expect((await refresh(successors[0]!)).status).toBe(200);
    }
  });

  test('G13 T35: a token that comes again after its moment ends the whole family, whoever brings it', async () => {
    for (let time = 0; time < 10; time += 1) {
      const { cookie } = await login();
      const { next } = await refresh(cookie);
      await rotatedAgo(11_000);
      expect((await refresh(cookie)).status).toBe(401);
      // The owner’s own newest token is dead as well: one of the two is a copy, and nobody knows which.
      expect((await refresh(next!)).status).toBe(401);
    }
    // Each time the owner is told, once.
    const told = await warnings(office);
    expect(told).toHaveLength(10);
    expect(told[0]!.text).toContain('パスワードを変えてください');
  });

  test('G13 T35: a copy that was used twice is found out: its grandparent ends the family within the moment, once', async () => {
    const there = await rig.signUp();
    const { cookie } = await login(there);
    const { next } = await refresh(cookie, there.slug);
    const { next: third } = await refresh(next!, there.slug);
    const both = await Promise.all([refresh(cookie, there.slug), refresh(cookie, there.slug)]);
    expect(both.map(({ status }) => status)).toEqual([401, 401]);
    for (const dead of [third!, next!, cookie]) expect((await refresh(dead, there.slug)).status).toBe(401);
    expect(await warnings(there)).toHaveLength(1);
    // What is kept of a token opens nothing.
    expect(JSON.stringify(await sessions().find().toArray())).not.toContain(third!.split('=')[1]!);
  });

  test('G13 T35: an old tab after a log-out alarms nobody, nor does a token that we did not make or that is of another door', async () => {
    const there = await rig.signUp();
    const gone = await login(there);
    const { next } = await refresh(gone.cookie, there.slug);
    const { next: third } = await refresh(next!, there.slug);
    // A log-out with a token that has changed since ends the session as well.
    await logOut(gone.cookie, there.slug);
    for (const dead of [third!, next!, gone.cookie]) expect((await refresh(dead, there.slug)).status).toBe(401);

    const { cookie, token } = await login(there);
    const { sid } = jwt.decode(token) as { sid: string };
    const made = (value: string) => `rt-admin-${there.slug}=${value}`;
    const [, time, random, mark] = cookie.split('=')[1]!.split('.') as [string, string, string, string];
    const said = `${time}.${random}`;
    const other = await login(there);
    const { sid: otherSid } = jwt.decode(other.token) as { sid: string };
    const forged = [
      `${sid}.${'A'.repeat(43)}.${'A'.repeat(43)}`,
      `${sid}.${time}.${'A'.repeat(43)}.${'A'.repeat(43)}`,
      // Of another session, of a later moment, of none.
      `${otherSid}.${said}.${mark}`,
      `${sid}.z${time.slice(1)}.${random}.${mark}`,
      `${sid}.${random}.${mark}`,
      `${sid}.${said}`,
      sid,
      `${sid}..`,
    ];
    for (const one of forged) expect((await refresh(made(one), there.slug)).status, one).toBe(401);
    const elsewhere = await rig.signUp();
    expect((await refresh(cookie.replace(there.slug, elsewhere.slug), elsewhere.slug)).status).toBe(401);
    expect((await refresh(cookie, there.slug)).status).toBe(200);
    expect((await refresh(other.cookie, there.slug)).status).toBe(200);
    expect(await warnings(there)).toHaveLength(0);
  });

  test('G13 T35: after a restore of a backup a token that is newer than its row ends the session and alarms nobody', async () => {
    const there = await rig.signUp();
    const { cookie, token } = await login(there);
    const { sid } = jwt.decode(token) as { sid: string };
    const kept = (await sessions().findOne({ _id: sid }))!;
    const { next } = await refresh(cookie, there.slug);
    const { next: third } = await refresh(next!, there.slug);
    await sessions().replaceOne({ _id: sid }, { ...kept, rotatedAt: new Date(Date.now() - 60_000) });
    expect((await refresh(third!, there.slug)).status).toBe(401);
    expect((await sessions().findOne({ _id: sid }))!.revokedAt).not.toBeNull();
    for (const dead of [next!, cookie]) expect((await refresh(dead, there.slug)).status).toBe(401);
    expect(await warnings(there)).toHaveLength(0);
  });

  test('G13 T35: a token from before they named their session goes on, and its successor names it', async () => {
    const there = await rig.signUp();
    const { token } = await login(there);
    const { sid } = jwt.decode(token) as { sid: string };
    const old = randomBytes(32).toString('base64url');
    const currentHash = createHash('sha256').update(old).digest('base64url');
    await sessions().updateOne({ _id: sid }, { $set: { currentHash } });
    const { status, next } = await refresh(`rt-admin-${there.slug}=${old}`, there.slug);
    expect(status).toBe(200);
    expect(next).toContain(`=${sid}.`);
    const { next: third } = await refresh(next!, there.slug);
    await refresh(third!, there.slug);
    expect((await refresh(next!, there.slug)).status).toBe(401);
    expect(await warnings(there)).toHaveLength(1);
  });

  test('G13 T37 T41: whatever ends a session or lessens a right takes hold within ten seconds', { timeout: 60_000 }, async () => {
    const side = await makeSide(rig, '白鳥');
    const org = side.ids['slug']!;
    const colleague = async () => {
      const { token, sessionId } = await signInAs(rig, side, 'admin');
      const { subjectId } = (await sessions().findOne({ _id: sessionId }))!;
      return { token, sessionId, userId: subjectId };
    };
    const [lesser, fewer, removed, elsewhere, foreign] = [
      await colleague(),
      await colleague(),
      await colleague(),
      await colleague(),
      await colleague(),
    ];
    const leaves = { email: `owner@${org}.example`, password: 'asagiri no mizuumi' };
    const out = await login({ ...office, slug: org, ...leaves });
    const own = await login({ ...office, slug: org, ...leaves });
    const last = await login({ ...office, slug: org, ...leaves });
    const users = rig.database.databases.server.collection<{ _id: string }>('org_users');
    const staff = { role: 'staff', permissions: ['members.read'] };
    const ways: Record<string, { token: string; asks?: string; answer?: string; act(): Promise<unknown> }> = {
      'another role': {
        token: lesser.token,
        answer: 'FORBIDDEN',
        act: () =>
          rig.get('identity.changeUserAccess', { userId: lesser.userId, ...staff, version: 0, password: leaves.password }, last.token),
      },
      'another role, given by another process': {
        token: fewer.token,
        answer: 'FORBIDDEN',
        act: () => users.updateOne({ _id: fewer.userId }, { $set: staff }),
      },
      'taken out of the office': {
        token: removed.token,
        act: () => rig.get('identity.removeUser', { userId: removed.userId }, last.token),
      },
      'taken out by another process': { token: elsewhere.token, act: () => users.deleteOne({ _id: elsewhere.userId }) },
      'ended by another process': {
        token: foreign.token,
        act: () => sessions().updateOne({ _id: foreign.sessionId }, { $set: { revokedAt: new Date() } }),
      },
      'logged out': {
        token: out.token,
        act: () => logOut(out.cookie, org),
      },
      'ended from another device': { token: own.token, act: () => rig.get('identity.endOtherSessions', undefined, last.token) },
      'a member who leaves': {
        token: side.member,
        asks: 'members.myProfile',
        act: () =>
          rig.get(
            'members.changeStatus',
            { memberId: side.ids['memberId'], status: 'withdrawn', effectiveOn: rig.service.platform.clock.today(), reason: '転居のため' },
            last.token,
          ),
      },
    };
    for (const [what, { token, asks = 'identity.users' }] of Object.entries(ways))
      expect((await rig.ask(asks, undefined, token)).status, what).toBe(200);
    for (const { act } of Object.values(ways)) await act();
    const left = new Set(Object.keys(ways));
    const looked = async () => {
      for (const what of left) {
        const { token, asks = 'identity.users', answer = 'UNAUTHENTICATED' } = ways[what]!;
        const { status, code } = await rig.ask(asks, undefined, token);
        if (status !== 200) expect(code, what).toBe(answer);
        if (status !== 200) left.delete(what);
      }
      expect([...left]).toEqual([]);
    };
    await vi.waitFor(looked, { timeout: 10_000, interval: 250 });
  });
});

describe('T38: access tokens that are not ours', () => {
  test('T38: each of thirty crafted tokens is nobody', async () => {
    const there = await rig.signUp();
    const { JWT_SECRET: secret } = rig.service.platform.env;
    const real = jwt.decode(there.token, { complete: true })! as { header: jwt.JwtHeader; payload: jwt.JwtPayload };
    const { iss: _iss, aud: _aud, exp: _exp, iat: _iat, sub: _sub, ...claims } = real.payload;
    const kid = real.header.kid!;
    const options: jwt.SignOptions = {
      algorithm: 'HS256',
      // Named as our own key, so that what follows is what refuses the token.
      keyid: kid,
      issuer: 'tsudoi',
      audience: 'admin',
      subject: real.payload.sub!,
      expiresIn: 600,
    };
    const sign = (changes: object, more: jwt.SignOptions = {}, key: string = secret) =>
      jwt.sign({ ...claims, ...changes }, key, { ...options, ...more });
    const without = (name: keyof jwt.SignOptions) => {
      const { [name]: _left, ...rest } = options;
      return jwt.sign(claims, secret, rest);
    };
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const [header, payload, signature] = there.token.split('.') as [string, string, string];
    const now = Math.floor(Date.now() / 1000);
    expect((await rig.ask('identity.viewer', undefined, sign({}))).status).toBe(200);
    const crafted: Record<string, string> = {
      'algorithm none': `${part({ alg: 'none', typ: 'JWT', kid })}.${payload}.`,
      'algorithm None': `${part({ alg: 'None', typ: 'JWT', kid })}.${payload}.${signature}`,
      'algorithm none, signature kept': `${part({ alg: 'none', typ: 'JWT', kid })}.${payload}.${signature}`,
      HS384: sign({}, { algorithm: 'HS384' }),
      HS512: sign({}, { algorithm: 'HS512' }),
      'another secret': sign({}, {}, randomBytes(32).toString('hex')),
      'an empty-looking secret': sign({}, {}, ' '),
      'no signature': `${header}.${payload}.`,
      'no signature, no dot': `${header}.${payload}`,
      'a signature cut short': `${header}.${payload}.${signature.slice(0, -2)}`,
      'another payload, the old signature': `${header}.${part({ ...real.payload, sub: 'usr_01JZZZZZZZZZZZZZZZZZZZZZZZ' })}.${signature}`,
      'a longer life, the old signature': `${header}.${part({ ...real.payload, exp: now + 999_999 })}.${signature}`,
      'no key named': without('keyid'),
      'another key named': sign({}, { keyid: 'x' }),
      'no expiry': without('expiresIn'),
      expired: sign({}, { expiresIn: -60 }),
      'not yet valid': sign({}, { notBefore: 600 }),
      'no issuer': without('issuer'),
      'another issuer': sign({}, { issuer: 'evil' }),
      'no audience': without('audience'),
      'another audience': sign({}, { audience: 'ops' }),
      'the audience of the first access': sign({}, { audience: 'first-access' }),
      'no subject': without('subject'),
      'a subject that is no id': sign({}, { subject: 'x' }),
      'another kind of token': sign({ typ: 'first-access' }),
      'no kind': sign({ typ: undefined }),
      'a session that is not there': sign({ sid: 'ses_01JZZZZZZZZZZZZZZZZZZZZZZZ' }),
      'a session that is no id': sign({ sid: { $gt: '' } }),
      'an organisation that is not there': sign({ orgId: 'org_01JZZZZZZZZZZZZZZZZZZZZZZZ' }),
      'the session of another organisation': sign({ orgId: (jwt.decode(office.token) as jwt.JwtPayload)['orgId'] as string }),
      'no organisation': sign({ orgId: undefined }),
      'a list of organisations': sign({ orgId: [real.payload['orgId']] }),
      'the other door': sign({}, { audience: 'my' }),
      'somebody else in this session': sign({}, { subject: (jwt.decode(office.token) as jwt.JwtPayload).sub! }),
      'not a token at all': randomUUID(),
    };
    for (const [name, token] of Object.entries(crafted))
      expect((await rig.ask('identity.viewer', undefined, token)).status, name).toBe(401);
    expect(Object.keys(crafted).length).toBeGreaterThanOrEqual(30);
  });
});
